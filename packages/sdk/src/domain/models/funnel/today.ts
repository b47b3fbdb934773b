import { z } from 'zod'
import { ApplicationId, OpeningId, StageRef } from './events.ts'

const count = z.int().nonnegative()

/** What came in on the company's current day, and what waits for a person to put right. */
export const Today = z.object({
  date: z.iso.date(),
  timeZone: z.string(),
  asOf: z.iso.datetime(),
  /** Meta leads received today, imported or not. */
  leads: count,
  /** Applications made today, from every source. */
  applications: count,
  bySource: z.array(z.object({ source: z.string(), count })),
  latest: z.array(
    z.object({
      id: ApplicationId,
      candidateName: z.string(),
      openingId: OpeningId,
      stage: StageRef,
      source: z.string(),
      appliedAt: z.iso.datetime(),
    }),
  ),
  quality: z.object({
    /** Leads that could not be imported and wait as dead letters, since whenever. */
    parked: count,
    reasons: z.array(z.object({ code: z.string(), detail: z.string(), count })),
    /** Leads received, today or before, that are neither imported nor parked. */
    waitingLeads: count,
  }),
})
export type Today = z.output<typeof Today>
