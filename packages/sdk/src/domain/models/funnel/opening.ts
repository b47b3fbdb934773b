import type { OpeningId } from './events.ts'
import type { PipelineVersion } from './pipeline-version.ts'

/** People wanted for one role at one site and shift. */
export interface Opening {
  readonly id: OpeningId
  readonly role: string
  readonly site: string
  readonly shift: string
  readonly headcount: number
  readonly status: 'open' | 'closed'
  /** ISO 3166-1 alpha-2 of the site. */
  readonly country: string
  readonly pipeline: PipelineVersion
}
