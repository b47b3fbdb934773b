import type { Application } from '../../models/funnel/application.ts'
import type { ApplicationId, CandidateId, OpeningId } from '../../models/funnel/events.ts'

/** Applications of the calling company. Another company's application does not exist here. */
export interface ApplicationRepository {
  /** Rejects with `not_found` when there is none. */
  byId(id: ApplicationId): Promise<Application>

  /** The person's earlier applications to the opening, oldest first: at most one of them is active. */
  attempts(candidateId: CandidateId, openingId: OpeningId): Promise<readonly Application[]>

  /**
   * Leaves the state, the recorded events as history and as messages, and the change of the funnel's counters with the
   * unit of work. It is written with the commit, which rejects with `conflict` (retryable) when another transaction
   * changed this application first, or made the same attempt.
   */
  save(application: Application): void
}
