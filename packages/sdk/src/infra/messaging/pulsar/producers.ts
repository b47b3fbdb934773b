import { Failure } from '../../../seedwork/failure.ts'
import type { Sent } from '../../../seedwork/outbox.ts'
import { retry } from '../../../shared/retry/index.ts'
import type { Pulsar } from './config.ts'
import type { Frame } from './mapping.ts'
import { Producer } from './producer.ts'
import { unreachable } from './refusal.ts'

/** Waits between attempts to connect, in milliseconds: the first at most, and all. */
const backoff = { base: 100, cap: 2_000, attempts: Infinity }

/** Never rejects. `most` is how many bytes the frame may have. */
type Send = (topic: string, frame: Frame, most?: number) => Promise<Sent>

/** A producer for each topic that is sent to, connected when it is needed and again when it was lost. */
export class Producers {
  readonly #pulsar: Pulsar
  readonly #opening = new Map<string, Promise<Producer>>()

  constructor(pulsar: Pulsar) {
    this.#pulsar = pulsar
  }

  /** Sends what belongs together, all of it within the deadline of one call. */
  async sending<Result>(work: (send: Send) => Promise<Result>): Promise<Result> {
    const used = new Set<Producer>()
    const late = new AbortController()
    const timer = setTimeout(() => {
      late.abort()
      for (const producer of used) producer.giveUp(noAnswer)
    }, this.#pulsar.deadline)
    const send: Send = async (topic, frame, most = this.#pulsar.frameBytes) => {
      try {
        const producer = await this.#producer(topic, late.signal)
        used.add(producer)
        return late.signal.aborted ? noAnswer : await producer.send(frame, most)
      } catch (error) {
        return Failure.is(error) ? error : unreachable(`producer of ${topic}`, error)
      }
    }
    try {
      return await work(send)
    } finally {
      clearTimeout(timer)
    }
  }

  async #producer(topic: string, signal: AbortSignal): Promise<Producer> {
    const known = this.#opening.get(topic)
    if (known && !(await known).isOver) return known
    if (this.#opening.get(topic) !== known) return this.#producer(topic, signal)
    const opening = this.#connect(topic, signal)
    this.#opening.set(topic, opening)
    opening.catch(() => this.#opening.delete(topic))
    return opening
  }

  #connect(topic: string, signal: AbortSignal): Promise<Producer> {
    return retry(({ signal: inTime }) => Producer.open(this.#pulsar, topic, inTime), {
      ...backoff,
      signal,
      deadline: this.#pulsar.deadline,
      shouldRetry: (error) => Failure.is(error) && error.retryable,
    })
  }
}

const noAnswer = new Failure('unavailable', 'pulsar.too_slow', 'Pulsar did not answer within the deadline')
