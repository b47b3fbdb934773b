import { setTimeout as pause } from 'node:timers/promises'
import type { KafkaConsumer, KafkaReceived, KafkaStream } from './config.ts'
import { isUnknownTopic } from './error-codes.ts'

/** After something broke, in milliseconds. */
const againAfter = 250

export interface Reading {
  readonly consumer: KafkaConsumer
  readonly logger: { warn(facts: object, message: string): void }
  /** The group has given us partitions, others than before perhaps. */
  joined(): void
  /** A topic is not the one that it was. */
  topicLost(): void
  /** Resolves when the next may come. */
  take(record: KafkaReceived): Promise<void>
}

/**
 * Reads until `signal` aborts, through joins and outages. The client's streams give up after some attempts, so that
 * another one is opened; and each join gets a stream of its own. One that goes on through a join may still give what was
 * fetched before, and so skip what comes before that in a partition that was somebody else's in between.
 */
export const read = async (reading: Reading, signal: AbortSignal): Promise<void> => {
  const { consumer, logger } = reading
  let joins = 0
  let joined = 0
  let stream: KafkaStream | undefined
  const isStale = (): boolean => joined !== joins || signal.aborted
  const interrupt = (): void => stream?.destroy()
  consumer.onJoin(() => {
    joins += 1
    reading.joined()
    interrupt()
  })
  consumer.onError(interrupt)
  signal.addEventListener('abort', interrupt)
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve))
  const readOne = async (): Promise<void> => {
    if (!consumer.isActive()) await Promise.race([consumer.joinGroup(), aborted])
    joined = joins
    if (signal.aborted) return
    stream = await consumer.openStream()
    // Joined or aborted meanwhile, when there was nothing to interrupt yet.
    if (isStale()) return interrupt()
    for await (const record of stream) {
      if (isStale()) return
      await reading.take(record)
    }
    throw new Error('the stream ended')
  }
  while (!signal.aborted) {
    try {
      await readOne()
    } catch (error) {
      if (isStale()) continue
      if (isUnknownTopic(error)) reading.topicLost()
      logger.warn({ error }, 'the consumer lost Kafka, and goes on')
      await pause(againAfter, undefined, { signal }).catch(() => undefined)
    }
  }
}
