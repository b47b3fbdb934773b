import { Entity } from '../../../seedwork/entity.ts'
import type { CandidateId } from './events.ts'
import type { PhoneNumber } from './phone-number.ts'

interface CandidateState {
  readonly id: CandidateId
  readonly phone: PhoneNumber
  readonly name: string
  readonly email: string | undefined
}

/** A person, as one company knows them: there is one for each phone. */
export class Candidate extends Entity<CandidateState> {
  static of(state: CandidateState): Candidate {
    return new Candidate(state)
  }

  get phone(): PhoneNumber {
    return this.state.phone
  }

  get name(): string {
    return this.state.name
  }

  get email(): string | undefined {
    return this.state.email
  }
}
