import {
  kafkaSubscriber,
  type KafkaClient,
  type KafkaSubscriberOptions,
} from '../../src/infra/messaging/kafka/index.ts'
import type { Message } from '../../src/seedwork/message.ts'
import type { Delivery } from '../../src/seedwork/transport.ts'
import { warnings } from '../warnings.ts'

interface Options extends KafkaSubscriberOptions {
  readonly client: KafkaClient
  readonly consumer: string
  readonly topics: readonly string[]
  /** By default everything is acknowledged. */
  readonly handle?: (delivery: Delivery) => Promise<void>
}

export interface KafkaConsumerUnderTest extends AsyncDisposable {
  /** What was handed over, in this order. */
  readonly seen: readonly Delivery[]
  sequences(): readonly number[]
  stop(): Promise<void>
}

/** A running consumer of a real Kafka that hears soon of others. */
export const kafkaConsumer = async ({
  client,
  consumer,
  topics,
  handle = (delivery) => delivery.ack(),
  ...options
}: Options): Promise<KafkaConsumerUnderTest> => {
  const subscriber = kafkaSubscriber({ client, logger: warnings() }, { heartbeat: 200, ...options })
  await subscriber.subscribe({ consumer, topics })
  const stopping = new AbortController()
  const seen: Delivery[] = []
  const hand = async (delivery: Delivery): Promise<void> => {
    seen.push(delivery)
    await handle(delivery)
  }
  const ended = subscriber.consume({ consumer, topics }, hand, { concurrency: 10, signal: stopping.signal })
  const stop = async (): Promise<void> => {
    stopping.abort()
    await ended
  }
  return {
    seen,
    sequences: () => seen.map(({ message }) => (message as Message).sequence),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
