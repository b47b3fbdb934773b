import { z } from 'zod'
import { Stage } from './funnel.ts'

const count = z.int().nonnegative()

export const Arrival = z.object({
  id: z.string(),
  candidateName: z.string(),
  openingId: z.string(),
  stage: Stage,
  source: z.string(),
  appliedAt: z.string(),
})
export type Arrival = z.output<typeof Arrival>

/** What came in on the company's day so far, and what could not be let in. */
export const Today = z.object({
  date: z.string(),
  timeZone: z.string(),
  asOf: z.string(),
  leads: count,
  applications: count,
  bySource: z.array(z.object({ source: z.string(), count })),
  latest: z.array(Arrival),
  quality: z.object({
    parked: count,
    reasons: z.array(z.object({ code: z.string(), detail: z.string().nullish(), count })),
    waitingLeads: count,
  }),
})
export type Today = z.output<typeof Today>
