import { Failure } from '../../../seedwork/failure.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import type { Queue } from './config.ts'
import { deadLetter, type AttemptError } from './dead-letter.ts'
import type { Deletions } from './deletions.ts'
import type { SqsClient } from './client.ts'
import { messageOf } from './mapping.ts'
import type { ReceivedMessage } from './sqs-api.ts'
import type { Hold, VisibilityHeartBeat } from './visibility-heart-beat.ts'

/** Before a message that nobody settled is handed out again, in milliseconds. */
const pauseAfterSilence = 250

/** How an attempt ended: it is settled, it is in other hands now, or it comes again here after so many milliseconds. */
export type Ended = 'settled' | 'lost' | number

export interface LetterDependencies {
  readonly client: SqsClient
  readonly logger: { warn(facts: object, message: string): void }
  readonly heartBeat: VisibilityHeartBeat
  readonly deletions: Deletions
  readonly consumer: string
  readonly queue: Queue
}

/** A message in hand, over all the attempts that are made here. */
export class Letter {
  readonly hold: Hold
  readonly #received: ReceivedMessage
  readonly #dependencies: LetterDependencies
  readonly #errors: AttemptError[] = []
  /** Attempts that were begun elsewhere, or earlier, and did not end. */
  readonly #earlier: number
  #attempts = 0

  constructor(dependencies: LetterDependencies, received: ReceivedMessage, { earlier }: { readonly earlier: number }) {
    this.#dependencies = dependencies
    this.#received = received
    this.#earlier = earlier
    this.hold = dependencies.heartBeat.hold(dependencies.queue.url, received.ReceiptHandle!)
  }

  async attempt(handle: (delivery: Delivery) => Promise<void>): Promise<Ended> {
    const { heartBeat, logger, consumer } = this.#dependencies
    if (!heartBeat.isHeld(this.hold)) return 'lost'
    this.#attempts += 1
    let ended: Ended | undefined
    const settled = async (work: () => Promise<void>, how: Ended): Promise<void> => {
      if (ended !== undefined) return
      if (!heartBeat.isHeld(this.hold)) throw lost()
      await work()
      ended = how
    }
    try {
      await handle(this.#delivery(settled))
    } catch (error) {
      logger.warn({ error, consumer }, 'a message was not settled, and comes again')
    }
    if (ended === 'settled') heartBeat.forget(this.hold)
    else if (!heartBeat.isHeld(this.hold)) return 'lost'
    return ended ?? pauseAfterSilence
  }

  #delivery(settled: (work: () => Promise<void>, how: Ended) => Promise<void>): Delivery {
    const finished = this.#errors.length
    return {
      topic: this.#dependencies.queue.topic,
      message: messageOf(this.#received),
      started: this.#earlier + this.#attempts,
      finished,
      ack: () => settled(() => this.#delete(), 'settled'),
      retry: (failure, after) => settled(async () => this.#note(failure), after),
      park: (failure) => settled(() => this.#park(failure), 'settled'),
    }
  }

  async #delete(): Promise<void> {
    try {
      await this.#dependencies.deletions.delete(this.hold.handle)
    } catch (error) {
      // A handle that is refused is good no more, by whatever name: the message is in other hands, or will be.
      if (Failure.is(error) && !error.retryable) this.#dependencies.heartBeat.forget(this.hold)
      throw error
    }
  }

  async #park(failure: Failure): Promise<void> {
    const { client, queue, consumer } = this.#dependencies
    const errors = [...this.#errors, errorOf(failure)]
    const letter = deadLetter(this.#received, { consumer, topic: queue.topic, errors }, queue.isFifo)
    await client.ask((sqs, options) => sqs.sendMessage({ QueueUrl: queue.deadLetterUrl, ...letter }, options))
    await this.#delete()
  }

  #note(failure: Failure): void {
    this.#errors.push(errorOf(failure))
  }
}

const errorOf = ({ code, kind, message }: Failure): AttemptError => ({
  at: new Date().toISOString(),
  code,
  kind,
  message,
})

const lost = (): Failure =>
  new Failure('conflict', 'sqs.hold_lost', 'the message was held too long, and is in other hands')
