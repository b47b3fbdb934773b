import type { Failure } from '../../../seedwork/failure.ts'
import { laneOf, type Sent } from '../../../seedwork/outbox.ts'
import type { Parcel } from './send-in-order.ts'

/** What becomes of a batch while it is sent, call by call. */
export class Answers {
  readonly #answers: Sent[]
  readonly #lanes = new Map<string, Failure>()
  /** What a whole call ended with. */
  thrown: Failure | undefined

  constructor(count: number) {
    this.#answers = Array.from({ length: count })
  }

  note({ outbound, place }: Parcel, answer: Sent): void {
    this.#answers[place] = answer
    if (answer) this.#lanes.set(laneOf(outbound), answer)
  }

  /** Why nothing more of the lane may be sent. */
  ofLane({ outbound }: Parcel): Sent {
    return this.#lanes.get(laneOf(outbound))
  }

  /** Rejects when calls failed and nothing was sent at all: then the other side is not there. */
  all(): readonly Sent[] {
    if (this.thrown && !this.#answers.includes(undefined)) throw this.thrown
    return this.#answers
  }
}
