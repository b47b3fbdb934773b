import { z } from 'zod'

const count = z.int().nonnegative()

/** `kind` is one of the SDK's stage kinds; it stays a string here, so that a new kind never blanks the page. */
export const Stage = z.object({ id: z.string(), kind: z.string(), name: z.string() })
export type Stage = z.output<typeof Stage>

export const Bucket = z.object({
  stageId: z.string(),
  name: z.string(),
  kind: z.string(),
  active: count,
  visited: count,
  reached: count,
})
export type Bucket = z.output<typeof Bucket>

/** The funnel of a company or of one opening; `definition` says what its numbers mean. */
export const Funnel = z.object({
  definition: z.object({
    mode: z.string(),
    timeZone: z.string(),
    pipelineVersion: z.union([z.string(), z.number()]).nullable(),
    asOf: z.string(),
  }),
  buckets: z.array(Bucket),
  outcomes: z.record(z.string(), count),
  total: count,
  checks: z.object({ conservation: z.boolean() }),
})
export type Funnel = z.output<typeof Funnel>
