import { Failure } from '../../../seedwork/failure.ts'
import type { Sent } from '../../../seedwork/outbox.ts'
import type { KafkaRecord } from './config.ts'
import { UNACCEPTABLE, UNAUTHORIZED } from './error-codes.ts'
import { recordBytes } from './record-bytes.ts'

/** A message of a batch, as it is to be stored. */
export interface Letter {
  readonly lane: string
  readonly record: KafkaRecord
  readonly answer: (sent: Sent) => void
}

/**
 * What waits for one partition, in order. It is sent in chunks, since the broker's limit is on all that a partition gets
 * at once. Of a chunk that the broker does not accept nothing is stored: it is halved until the one that is too much stands
 * alone, and only its lane stays behind.
 */
export class PartitionQueue {
  readonly #most: number
  #chunks: (readonly Letter[])[]
  readonly #held = new Map<string, Failure>()

  constructor(letters: readonly Letter[], mostBytes: number) {
    this.#most = mostBytes
    this.#chunks = [...this.#cut(letters)]
  }

  /** The next to be sent; nothing when nothing is left. */
  next(): readonly Letter[] {
    while (this.#chunks.length > 0) {
      const chunk = this.#chunks.shift()!
      const free = chunk.filter((letter) => !this.#isHeld(letter))
      if (free.length > 0) return free
    }
    return []
  }

  /** What the broker said of a chunk, by Kafka's code. Without an answer nobody knows. */
  told(chunk: readonly Letter[], code: number | undefined): void {
    if (code === 0) for (const { answer } of chunk) answer(undefined)
    else if (chunk.length > 1 && UNACCEPTABLE.includes(code ?? 0)) this.#chunks.unshift(...halves(chunk))
    else this.#fail(chunk, asFailure(code))
  }

  /** Nothing more of it is sent. */
  giveUp(failure: Failure): void {
    this.#fail(this.#chunks.splice(0).flat(), failure)
  }

  #fail(letters: readonly Letter[], failure: Failure): void {
    for (const letter of letters) {
      if (this.#isHeld(letter)) continue
      letter.answer(failure)
      this.#held.set(letter.lane, failure)
    }
  }

  /** Behind a message that was not sent none of its lane is sent. */
  #isHeld({ lane, answer }: Letter): boolean {
    const failure = this.#held.get(lane)
    if (failure) answer(failure)
    return failure !== undefined
  }

  *#cut(letters: readonly Letter[]): Iterable<readonly Letter[]> {
    let chunk: Letter[] = []
    let bytes = 0
    for (const letter of letters) {
      const more = recordBytes(letter.record)
      if (chunk.length > 0 && bytes + more > this.#most) {
        yield chunk
        chunk = []
        bytes = 0
      }
      chunk.push(letter)
      bytes += more
    }
    if (chunk.length > 0) yield chunk
  }
}

const halves = (chunk: readonly Letter[]): readonly (readonly Letter[])[] => {
  const middle = Math.ceil(chunk.length / 2)
  return [chunk.slice(0, middle), chunk.slice(middle)]
}

const asFailure = (code: number | undefined): Failure => {
  if (code === undefined)
    return new Failure('unknown', 'messaging.unanswered', 'Kafka did not say whether it has it', { retryable: true })
  const details = { code }
  if (UNACCEPTABLE.includes(code))
    return new Failure('invalid', 'messaging.unacceptable', 'Kafka does not take it: too large, or ill-formed', {
      details,
    })
  if (UNAUTHORIZED.includes(code))
    return new Failure('forbidden', 'messaging.unauthorized', 'Kafka does not let us send there', { details })
  return new Failure('unavailable', 'messaging.not_stored', 'Kafka could not store it', { details })
}
