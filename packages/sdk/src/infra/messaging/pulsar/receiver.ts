import { setTimeout as pause } from 'node:timers/promises'
import type { Pulsar, PulsarSubscriberOptions, Session } from './config.ts'
import type { Lanes } from './lanes.ts'
import { letter, type Letter, type LetterSource } from './letter.ts'
import { isDelivered, type Delivered } from './mapping.ts'
import { reconnectAfter } from './reconnect-after.ts'

interface Dependencies {
  readonly pulsar: Pulsar
  readonly lanes: Lanes<Letter>
  readonly logger: { warn(facts: object, message: string): void }
}

export interface Source extends Required<Omit<PulsarSubscriberOptions, 'from'>> {
  readonly topic: string
  readonly consumer: string
  readonly concurrency: number
}

/** How long the server may take to say that it has read all acknowledgements, in milliseconds. */
const confirmWithin = 2_000

/** What the server's own consumer may keep beside what we asked for. */
const mostReceiverQueue = 1_000

/** Messages on their way while one is handled: so many at least, for handlers that are quicker than the way. */
const fewestAhead = 10

/** One topic's messages, on one connection after the other. */
export class Receiver implements LetterSource {
  readonly #dependencies: Dependencies
  readonly #source: Source
  #session: Session | undefined
  /** Messages in this process, and those that the server may still send. */
  #held = 0
  #granted = 0
  #isGranting = false
  #isLeaving = false
  /** Acknowledged while there was no connection. An id is good on the next one too. */
  #owed: string[] = []
  #confirmed = Promise.withResolvers<void>()

  constructor(dependencies: Dependencies, source: Source) {
    this.#dependencies = dependencies
    this.#source = source
  }

  /** Until `signal` aborts; `drained` is when all that was begun has ended. */
  async run(signal: AbortSignal, drained: Promise<void>): Promise<void> {
    const { topic, consumer } = this.#source
    let failures = 0
    while (!signal.aborted) {
      const since = performance.now()
      try {
        await this.#live(signal, drained)
      } catch (error) {
        if (signal.aborted) return
        this.#dependencies.logger.warn({ error, topic, consumer }, 'the consumer lost Pulsar, and goes on')
        const wait = reconnectAfter(error, { failures, lived: performance.now() - since })
        failures = wait.failures
        await pause(wait.milliseconds, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  /** One connection's life. Rejects with the reason when it ends before it is told to. */
  async #live(signal: AbortSignal, drained: Promise<void>): Promise<void> {
    const session = await this.#open(signal)
    this.#session = session
    for (const messageId of this.#owed.splice(0)) session.send(ack(messageId))
    this.#grant()
    await aborted([signal, session.over])
    if (signal.aborted) return this.#leave(session, drained)
    this.#session = undefined
    this.#granted = 0
    this.#held -= this.#dependencies.lanes.forget(({ topic }) => topic === this.#source.topic)
    throw session.over.reason
  }

  #open(signal: AbortSignal): Promise<Session> {
    const { topic, consumer: subscription, type, concurrency } = this.#source
    const { pulsar } = this.#dependencies
    const receiverQueueSize = Math.min(mostReceiverQueue, 2 * concurrency)
    return pulsar.open({
      role: 'consumer',
      topic,
      subscription,
      query: { subscriptionType: type, pullMode: true, receiverQueueSize },
      onFrame: (frame) => this.#take(frame),
      signal: AbortSignal.any([signal, AbortSignal.timeout(pulsar.deadline)]),
    })
  }

  /**
   * Acknowledgements have no answer. A question that has one, asked behind them, shows that they were read: closed before,
   * the server has been seen to lose the last.
   */
  async #leave(session: Session, drained: Promise<void>): Promise<void> {
    const { grace } = this.#source
    this.#isLeaving = true
    await Promise.race([drained, aborted([session.over]), pause(grace, undefined, { ref: false })])
    session.send(JSON.stringify({ type: 'isEndOfTopic' }))
    await Promise.race([
      this.#confirmed.promise,
      aborted([session.over]),
      pause(confirmWithin, undefined, { ref: false }),
    ])
    await session.close()
    await drained
  }

  #take(frame: unknown): void {
    if (isDelivered(frame)) this.#receive(frame)
    else if (typeof frame === 'object' && frame !== null && 'endOfTopic' in frame) this.#confirmed.resolve()
  }

  #receive(delivered: Delivered): void {
    this.#granted -= 1
    if (this.#dependencies.lanes.put(letter(this.#source.topic, delivered, this))) this.#held += 1
    this.next()
  }

  done({ delivered: { messageId } }: Letter): void {
    this.#held -= 1
    if (this.#session && !this.#session.over.aborted) this.#session.send(ack(messageId))
    else this.#owed.push(messageId)
  }

  /** Something may begin. Many that end in one turn are one grant. */
  next(): void {
    if (this.#isGranting) return
    this.#isGranting = true
    setImmediate(() => {
      this.#isGranting = false
      this.#grant()
    })
  }

  /**
   * Asks for so many that there is always a lane to begin with, and no more: what lies here can't go to an instance that
   * has time. Messages behind others of their lane don't count for that, but they do take room.
   */
  #grant(): void {
    const { prefetch, concurrency } = this.#source
    const toBegin = Math.max(fewestAhead, 2 * concurrency) - this.#dependencies.lanes.active
    const more = Math.min(toBegin, prefetch - this.#held) - this.#granted
    if (more < 1 || !this.#session || this.#isLeaving) return
    this.#granted += more
    this.#session.send(JSON.stringify({ type: 'permit', permitMessages: more }))
  }
}

const ack = (messageId: string): string => JSON.stringify({ messageId })

const aborted = (signals: readonly AbortSignal[]): Promise<void> =>
  new Promise((resolve) => {
    const any = AbortSignal.any([...signals])
    if (any.aborted) resolve()
    else any.addEventListener('abort', () => resolve(), { once: true })
  })
