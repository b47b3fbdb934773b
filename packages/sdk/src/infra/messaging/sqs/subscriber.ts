import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../../seedwork/failure.ts'
import type { Subscriber, Subscription } from '../../../seedwork/transport.ts'
import type { SqsClient } from './client.ts'
import { subscriberDefaults, type Queue, type SqsSubscriberOptions } from './config.ts'
import { consumeQueues } from './consume-queues.ts'
import { provisionQueue } from './provision.ts'
import { awsName } from './queue-name.ts'

export interface SqsSubscriberDependencies {
  readonly client: SqsClient
  readonly logger: { warn(facts: object, message: string): void }
}

/** After a failure to subscribe, in milliseconds. */
const againAfter = 1_000

/**
 * Reads the queue of each topic: one consumer's, since a queue has one copy of a message. Queues that are missing are made by
 * `subscribe`.
 */
export const sqsSubscriber = (
  dependencies: SqsSubscriberDependencies,
  options: SqsSubscriberOptions = {},
): Subscriber => {
  const { fifo, prefix } = { ...subscriberDefaults, ...options }
  return queueSubscriber(dependencies, options, ({ topics }) =>
    Promise.all(
      topics.map(async (topic) => {
        const { url, deadLetterUrl } = await provisionQueue(dependencies.client, awsName(topic, { fifo, prefix }))
        return { topic, url, deadLetterUrl, isFifo: fifo }
      }),
    ),
  )
}

/** A subscriber of whatever queues a subscription has. */
export const queueSubscriber = (
  { client, logger }: SqsSubscriberDependencies,
  options: SqsSubscriberOptions,
  queuesOf: (subscription: Subscription) => Promise<readonly Queue[]>,
): Subscriber => ({
  async subscribe(subscription) {
    await queuesOf(subscription)
  },

  async consume(subscription, handle, { concurrency, signal }) {
    const { consumer } = subscription
    const { visibilitySeconds, waitSeconds } = { ...subscriberDefaults, ...options }
    const queues = await persistently(() => queuesOf(subscription), { logger, consumer, signal })
    if (!queues) return
    const consumption = { consumer, handle, concurrency, visibilitySeconds, waitSeconds, signal }
    await consumeQueues({ client, logger }, queues, consumption)
  },
})

interface Persistence extends Pick<SqsSubscriberDependencies, 'logger'> {
  readonly consumer: string
  readonly signal: AbortSignal
}

/** Until it succeeds, or the signal aborts. A package that is missing is no trouble that passes. */
const persistently = async <Result>(
  work: () => Promise<Result>,
  { logger, consumer, signal }: Persistence,
): Promise<Result | undefined> => {
  while (!signal.aborted) {
    try {
      return await work()
    } catch (error) {
      if (!Failure.is(error)) throw error
      logger.warn({ error, consumer }, 'the consumer could not subscribe, and goes on')
      await pause(againAfter, undefined, { signal }).catch(() => undefined)
    }
  }
  return undefined
}
