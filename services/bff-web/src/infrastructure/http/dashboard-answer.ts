import { z } from 'zod'
import { Funnel } from '../../domain/funnel.ts'
import { Openings } from '../../domain/opening.ts'
import { Today } from '../../domain/today.ts'

const sectionOf = <Data extends z.ZodType>(data: Data) =>
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('ok'), asOf: z.string(), data }),
    z.object({ status: z.literal('stale'), asOf: z.string(), data }),
    z.object({ status: z.literal('unavailable'), asOf: z.null(), data: z.null() }),
  ])

const Company = z.object({
  id: z.string(),
  name: z.string(),
  country: z.string(),
  timeZone: z.string(),
  locale: z.string(),
})

export const DashboardAnswer = z
  .object({
    company: Company.nullable(),
    role: z.string().nullable(),
    sections: z.object({ funnel: sectionOf(Funnel), today: sectionOf(Today), openings: sectionOf(Openings) }),
  })
  .meta({ id: 'Dashboard' })
