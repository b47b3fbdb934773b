import type { Funnel } from './funnel.ts'
import type { Openings } from './opening.ts'
import type { Section } from './section.ts'
import type { Today } from './today.ts'
import type { Company } from './viewer.ts'

export interface Sections {
  readonly funnel: Section<Funnel>
  readonly today: Section<Today>
  readonly openings: Section<Openings>
}

/** The first screen in one answer. `company` and `role` are null while nobody could say whom the key speaks for. */
export interface Dashboard {
  readonly company: Company | null
  readonly role: string | null
  readonly sections: Sections
}
