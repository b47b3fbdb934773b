import { z } from 'zod'

/** How an application ended. An outcome is not a stage: it never lowers how far somebody came. */
export const FinalOutcome = z.enum([
  'hired',
  'rejected',
  'withdrawn',
  'no_show',
  'unresponsive',
  'ineligible',
  'position_closed',
  'duplicate',
  'data_error',
])
export type FinalOutcome = z.output<typeof FinalOutcome>

export const Outcome = z.enum(['active', ...FinalOutcome.options])
export type Outcome = z.output<typeof Outcome>
