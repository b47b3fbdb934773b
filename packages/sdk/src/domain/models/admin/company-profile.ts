import { z } from 'zod'
import { CompanyId } from '../../../seedwork/call.ts'

/** What every page and number of a company needs to be read rightly. */
export const CompanyProfile = z.object({
  id: CompanyId,
  name: z.string(),
  /** ISO 3166-1 alpha-2. */
  country: z.string().length(2),
  /** IANA name; days are days of this zone. */
  timeZone: z.string(),
  /** ISO 4217. */
  currency: z.string().length(3),
  /** BCP 47. */
  locale: z.string(),
})
export type CompanyProfile = z.output<typeof CompanyProfile>
