import { z } from 'zod'
import { OpeningId, StageRef } from './events.ts'
import { PipelineId } from './pipeline-version.ts'

/** An opening with its pipeline and how far its headcount is filled. */
export const OpeningView = z.object({
  id: OpeningId,
  role: z.string(),
  site: z.string(),
  shift: z.string(),
  headcount: z.int().positive(),
  status: z.enum(['open', 'closed']),
  /** Applications that are active now. */
  active: z.int().nonnegative(),
  /** Applications that reached `started` or a later kind. */
  started: z.int().nonnegative(),
  pipeline: z.object({
    id: PipelineId,
    version: z.int().positive(),
    stages: z.array(StageRef.extend({ position: z.int().nonnegative() })),
  }),
})
export type OpeningView = z.output<typeof OpeningView>
