import type { Outgoing } from '../../../seedwork/unit-of-work.ts'
import type { ApplicationRepository } from './application-repository.ts'
import type { CandidateRepository } from './candidate-repository.ts'
import type { Openings } from './openings.ts'
import type { ReceivedLeads } from './received-leads.ts'

/** What one transaction of the funnel can reach. */
export interface FunnelUnit {
  readonly applications: ApplicationRepository
  readonly candidates: CandidateRepository
  readonly openings: Openings
  readonly leads: ReceivedLeads
  readonly outgoing: Outgoing
}
