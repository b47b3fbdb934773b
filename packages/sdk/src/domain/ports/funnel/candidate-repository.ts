import type { Candidate } from '../../models/funnel/candidate.ts'
import type { CandidateId } from '../../models/funnel/events.ts'

/** People of the calling company, one for each phone. */
export interface CandidateRepository {
  byId(id: CandidateId): Promise<Candidate>

  /**
   * The person who already has this phone, else the given one, who is now stored. Two callers with one phone get the
   * same person. Until the unit of work ends, another caller with a new phone that is the same waits.
   */
  findOrAdd(candidate: Candidate): Promise<Candidate>
}
