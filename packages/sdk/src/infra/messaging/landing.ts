import { setTimeout as pause } from 'node:timers/promises'
import type { Failure } from '../../seedwork/failure.ts'
import { Message } from '../../seedwork/message.ts'
import type { Delivery, Publisher, Subscriber } from '../../seedwork/transport.ts'
import { asFailure } from './as-failure.ts'
import { malformed } from './malformed.ts'

export interface LandingDependencies {
  /** Where the messages come from. */
  readonly broker: Subscriber
  /** Where they wait and are consumed from: the Postgres transport over the consumer's own database. */
  readonly local: Subscriber
  /** What puts them there, for this consumer alone: others that read the same topic land copies of their own. */
  readonly publisherFor: (consumer: string) => Publisher
}

/** How many lanes land side by side. */
const landingAtOnce = 64

/** The first pause and the longest after a message could not land, in milliseconds, and how often that is tried when it is not an outage. */
const backoff = { first: 100, longest: 10_000, attempts: 4 }

const pauseAfter = (failures: number): number => Math.min(backoff.longest, backoff.first * 2 ** failures)

/**
 * Gives any broker what it lacks: what comes is put into the consumer's own database and acknowledged, and consumed from
 * there. Attempts are then counted for good, and a dead letter holds its lane until it is replayed, edited or discarded.
 *
 * A message costs one insert more. What the broker repeats lands again and is known by the inbox, unless it still waits:
 * then it is the same.
 */
export const landing = ({ broker, local, publisherFor }: LandingDependencies): Subscriber => ({
  async subscribe(subscription) {
    await local.subscribe(subscription)
    await broker.subscribe(subscription)
  },

  async consume(subscription, handle, { concurrency, signal }) {
    const failed = new AbortController()
    const until = { signal: AbortSignal.any([signal, failed.signal]) }
    const coming = async (): Promise<void> => {
      await untilKnown(() => local.subscribe(subscription), until.signal)
      await broker.consume(subscription, land(publisherFor(subscription.consumer)), {
        concurrency: landingAtOnce,
        ...until,
      })
    }
    const halves = [coming(), local.consume(subscription, handle, { concurrency, ...until })]
    try {
      await Promise.all(halves)
    } finally {
      // One that can't go on ends both: who consumes must not be thought to have ended while the other half goes on.
      failed.abort()
      await Promise.allSettled(halves)
    }
  },
})

/** Nothing may land before the consumer is known there: it would be for nobody. A database that is away is waited for. */
const untilKnown = async (subscribe: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      return await subscribe()
    } catch (error) {
      if (asFailure(error).kind !== 'unavailable') throw error
      await pause(pauseAfter(failures), undefined, { signal }).catch(() => undefined)
    }
  }
}

const land =
  (local: Publisher) =>
  async (delivery: Delivery): Promise<void> => {
    const read = Message.safeParse(delivery.message)
    if (!read.success) return delivery.park(malformed(delivery.message, read.error))
    const failure = await put(local, delivery.topic, read.data)
    if (!failure) return delivery.ack()
    const isOutage = failure.kind === 'unavailable'
    if (!isOutage && delivery.finished + 1 >= backoff.attempts) return delivery.park(failure)
    return delivery.retry(failure, pauseAfter(delivery.finished))
  }

const put = async (local: Publisher, topic: string, message: Message): Promise<Failure | undefined> => {
  try {
    const [answer] = await local.publish([{ topic, message }])
    return answer
  } catch (error) {
    return asFailure(error)
  }
}
