import { z } from 'zod'
import { Stage } from './funnel.ts'

export const Application = z.object({
  id: z.string(),
  candidateId: z.string(),
  openingId: z.string(),
  attempt: z.int(),
  candidate: z.object({ name: z.string(), phone: z.string().nullish() }),
  stage: Stage,
  outcome: z.string(),
  version: z.int(),
  source: z.object({ channel: z.string() }).nullish(),
  appliedAt: z.string(),
})
export type Application = z.output<typeof Application>

export const ApplicationPage = z.object({ items: z.array(Application), nextCursor: z.string().nullable() })
export type ApplicationPage = z.output<typeof ApplicationPage>

/** One recorded fact of an application; `data` depends on `type` and is read with care by whoever shows it. */
export const TimelineEntry = z.object({
  type: z.string(),
  occurredAt: z.string(),
  recordedAt: z.string(),
  actor: z.object({ kind: z.string(), id: z.string().nullish() }),
  reason: z.string().nullish(),
  data: z.record(z.string(), z.unknown()).default({}),
})
export type TimelineEntry = z.output<typeof TimelineEntry>

export const Timeline = z.object({ items: z.array(TimelineEntry) })
export type Timeline = z.output<typeof Timeline>
