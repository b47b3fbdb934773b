import type { Failure } from '../../../seedwork/failure.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import type { KafkaReceived } from './config.ts'
import { errorsKept, type AttemptError, type DeadLetter } from './dead-letter.ts'
import type { Work } from './lanes.ts'
import { laneOfRecord, messageOf } from './mapping.ts'
import type { Hold } from './ownership.ts'

/** Before a message that nobody settled is handed over again, in milliseconds. */
const againAfter = 250

interface Dependencies {
  readonly handle: (delivery: Delivery) => Promise<void>
  /** Stores a dead letter, or rejects. */
  readonly park: (letter: Pick<DeadLetter, 'record' | 'attempts' | 'errors'>) => Promise<void>
  /** Its partition may have moved on. */
  readonly settled: () => void
  readonly logger: { warn(facts: object, message: string): void }
}

/**
 * The attempts at one message, which is tried again in its place: Kafka has no other. They are counted in this process
 * alone. Whoever has the partition after us begins to count anew.
 */
export class Attempts implements Work {
  readonly lane: string
  readonly #dependencies: Dependencies
  readonly #record: KafkaReceived
  readonly #hold: Hold
  readonly #errors: AttemptError[] = []
  #started = 0
  #finished = 0

  constructor(dependencies: Dependencies, record: KafkaReceived, hold: Hold) {
    this.#dependencies = dependencies
    this.#record = record
    this.#hold = hold
    this.lane = `${hold.number} ${laneOfRecord(record)}`
  }

  get isGone(): boolean {
    return this.#hold.isLost
  }

  async attempt(): Promise<number | undefined> {
    if (this.isGone) return undefined
    this.#started += 1
    const outcome: Outcome = { kind: 'open' }
    const { handle, logger } = this.#dependencies
    try {
      await handle(this.#delivery(outcome))
    } catch (error) {
      const { topic, partition, offset } = this.#record
      logger.warn({ error, topic, partition, offset }, 'a message was not settled, and comes again')
    }
    const { kind, after } = outcome
    // Too late is whoever says something only now.
    outcome.kind = 'over'
    return kind === 'settled' ? undefined : (after ?? againAfter)
  }

  #delivery(outcome: Outcome): Delivery {
    const isOpen = (): boolean => outcome.kind === 'open' && !this.isGone
    return {
      topic: this.#record.topic,
      message: messageOf(this.#record),
      started: this.#started,
      finished: this.#finished,
      ack: async () => {
        if (isOpen()) this.#settle(outcome)
      },
      retry: async (failure, after) => {
        if (!isOpen()) return
        this.#fail(failure)
        Object.assign(outcome, { kind: 'again', after })
      },
      park: async (failure) => {
        if (!isOpen()) return
        this.#fail(failure)
        await this.#dependencies.park({ record: this.#record, attempts: this.#started, errors: this.#errors })
        if (isOpen()) this.#settle(outcome)
      },
    }
  }

  #settle(outcome: Outcome): void {
    outcome.kind = 'settled'
    this.#hold.watermark.settle(this.#record.offset)
    this.#dependencies.settled()
  }

  #fail({ code, kind, message }: Failure): void {
    this.#finished += 1
    this.#errors.push({ at: new Date().toISOString(), code, kind, message })
    if (this.#errors.length > errorsKept) this.#errors.splice(1, 1)
  }
}

interface Outcome {
  kind: 'open' | 'settled' | 'again' | 'over'
  after?: number
}
