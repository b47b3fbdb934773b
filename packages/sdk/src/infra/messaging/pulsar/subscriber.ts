import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../../seedwork/failure.ts'
import type { Subscriber, Subscription } from '../../../seedwork/transport.ts'
import { attempt } from './attempt.ts'
import type { Pulsar, PulsarSubscriberOptions } from './config.ts'
import { deadLetter, deadLetterTopic } from './dead-letter.ts'
import { Lanes } from './lanes.ts'
import type { Letter } from './letter.ts'
import { Producers } from './producers.ts'
import { Receiver } from './receiver.ts'
import { reconnectAfter } from './reconnect-after.ts'
import { ensureSubscription } from './subscription.ts'

interface Dependencies {
  readonly pulsar: Pulsar
  readonly logger: { warn(facts: object, message: string): void }
}

/** A message is acknowledged without an answer: at least once is all that Pulsar gives. */
export const pulsarSubscriber = (
  { pulsar, logger }: Dependencies,
  { type = 'Failover', from = 'latest', prefetch = 500, grace = 2_000 }: PulsarSubscriberOptions = {},
): Subscriber => {
  const producers = new Producers(pulsar)
  const subscribe = async ({ consumer, topics }: Subscription): Promise<void> => {
    await Promise.all(topics.map((topic) => ensureSubscription(pulsar, { topic, consumer, from })))
  }
  return {
    subscribe,
    async consume(subscription, handle, { concurrency, signal }) {
      const { consumer, topics } = subscription
      await stubbornly(() => subscribe(subscription), {
        signal,
        warn: (error) => logger.warn({ error, consumer }, 'Pulsar does not answer'),
      })
      const bury = (letter: Letter): Promise<void> => store(producers, letter, consumer)
      const tried = attempt({ handle, bury, logger })
      const lanes = new Lanes<Letter>(concurrency, async (letter) => {
        const again = await tried(letter)
        // There is room now for a message of any topic.
        for (const receiver of receivers) receiver.next()
        return again
      })
      const receivers = topics.map(
        (topic) => new Receiver({ pulsar, lanes, logger }, { topic, consumer, type, prefetch, grace, concurrency }),
      )
      const drained = new Promise<void>((resolve) => {
        const drain = (): void => void lanes.drain().then(resolve)
        if (signal.aborted) drain()
        else signal.addEventListener('abort', drain, { once: true })
      })
      await Promise.all([drained, ...receivers.map((receiver) => receiver.run(signal, drained))])
    },
  }
}

/** Until it is done, or will never be: a missing topic is told at once. */
const stubbornly = async (
  work: () => Promise<void>,
  { signal, warn }: { readonly signal: AbortSignal; readonly warn: (error: unknown) => void },
): Promise<void> => {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      return await work()
    } catch (error) {
      if (!Failure.is(error) || !error.retryable) throw error
      warn(error)
      const { milliseconds } = reconnectAfter(error, { failures, lived: 0 })
      await pause(milliseconds, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** Confirmed before the message is acknowledged: rejects when it is not. */
const store = async (
  producers: Producers,
  { topic, delivered, finished, errors }: Letter,
  consumer: string,
): Promise<void> => {
  const frame = deadLetter(delivered, { topic, consumer, attempts: finished, errors })
  const sent = await producers.sending((send) => send(deadLetterTopic(topic, consumer), frame))
  if (sent) throw sent
}
