import { z } from 'zod'
import { Stage } from './funnel.ts'

const count = z.int().nonnegative()

export const Opening = z.object({
  id: z.string(),
  role: z.string(),
  site: z.string(),
  shift: z.string(),
  headcount: count,
  status: z.string(),
  started: count,
  active: count,
  pipeline: z.object({
    id: z.string(),
    version: z.union([z.string(), z.number()]),
    stages: z.array(Stage.extend({ position: z.number() })),
  }),
})
export type Opening = z.output<typeof Opening>

export const Openings = z.object({ items: z.array(Opening) })
export type Openings = z.output<typeof Openings>
