import { Failure } from '../../../seedwork/failure.ts'
import type { Sent } from '../../../seedwork/outbox.ts'
import type { Pulsar, Session } from './config.ts'
import type { Frame } from './mapping.ts'
import { SendWindow } from './send-window.ts'

interface Answer {
  readonly context?: string
  readonly result: string
  readonly errorMsg?: string
}

/** The Java client hashes keys otherwise than clients of other languages do; with one scheme for all a key has one partition. */
const query = { hashingScheme: 'Murmur3_32Hash', maxPendingMessages: 1_000 }

/** One topic's connection for sending. Any number of sends may be under way, each answered by its `context`. */
export class Producer {
  readonly #session: Session
  readonly #window = new SendWindow()
  readonly #pending: Map<string, (sent: Sent) => void>
  #sends = 0

  private constructor(session: Session, pending: Map<string, (sent: Sent) => void>) {
    this.#session = session
    this.#pending = pending
    session.over.addEventListener('abort', () => {
      for (const answer of pending.values()) answer(outcomeUnknown(session.over.reason as Failure))
      pending.clear()
    })
  }

  static async open(pulsar: Pulsar, topic: string, signal: AbortSignal): Promise<Producer> {
    const pending = new Map<string, (sent: Sent) => void>()
    const onFrame = (frame: unknown, session: Session): void => {
      const { context, result, errorMsg } = frame as Answer
      const answer = context === undefined ? undefined : pending.get(context)
      // Without a context nobody knows which one it is about.
      if (!answer) return session.end(refused(result, errorMsg))
      pending.delete(context!)
      answer(result === 'ok' ? undefined : refused(result, errorMsg))
    }
    return new Producer(await pulsar.open({ role: 'producer', topic, query, onFrame, signal }), pending)
  }

  get isOver(): boolean {
    return this.#session.over.aborted
  }

  /** Never rejects. A frame of more than `most` bytes would end the session, and with it all that is under way. */
  async send(frame: Frame, most: number): Promise<Sent> {
    const context = String((this.#sends += 1))
    const text = JSON.stringify({ ...frame, context })
    const bytes = Buffer.byteLength(text)
    if (bytes > most) return tooLarge(bytes, most)
    await this.#window.enter(bytes)
    try {
      if (this.isOver) return notSent(this.#session.over.reason as Failure)
      const { promise, resolve } = Promise.withResolvers<Sent>()
      this.#pending.set(context, resolve)
      this.#session.send(text)
      return await promise
    } finally {
      this.#window.leave(bytes)
    }
  }

  /** For a server that does not answer: what is under way is of unknown outcome, and nothing can be stored behind it. */
  giveUp(reason: Failure): void {
    this.#session.end(reason)
  }
}

const tooLarge = (bytes: number, most: number): Failure =>
  new Failure(
    'invalid',
    'messaging.too_large',
    `in its frame the message has ${bytes} bytes, and ${most} are the most`,
    {
      details: { bytes, most },
    },
  )

const refused = (result: string, said = 'no reason given'): Failure =>
  new Failure('unknown', 'pulsar.send_refused', `Pulsar did not store a message (${result}): ${said.slice(0, 300)}`)

const outcomeUnknown = (cause: Failure): Failure =>
  new Failure('unknown', 'pulsar.outcome_unknown', `a message was sent and not confirmed: ${cause.message}`, { cause })

const notSent = (cause: Failure): Failure =>
  new Failure('unavailable', 'pulsar.not_sent', `a message was not sent: ${cause.message}`, { cause })
