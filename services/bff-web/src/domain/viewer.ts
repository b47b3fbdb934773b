import { z } from 'zod'

/** Whom an API key speaks for: one company, in one role. */
export const Viewer = z.object({
  companyId: z.string(),
  companyName: z.string(),
  country: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  role: z.string(),
})
export type Viewer = z.output<typeof Viewer>

export interface Company {
  readonly id: string
  readonly name: string
  readonly country: string
  readonly timeZone: string
  readonly locale: string
}

export const companyOf = ({ companyId, companyName, country, timeZone, locale }: Viewer): Company => ({
  id: companyId,
  name: companyName,
  country,
  timeZone,
  locale,
})
