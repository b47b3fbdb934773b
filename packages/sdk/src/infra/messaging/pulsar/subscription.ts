import { Failure } from '../../../seedwork/failure.ts'
import type { Pulsar, PulsarSubscriberOptions } from './config.ts'
import { deadLetterSubscription, deadLetterTopic } from './dead-letter.ts'

interface Wanted extends Required<Pick<PulsarSubscriberOptions, 'from'>> {
  readonly topic: string
  readonly consumer: string
}

/**
 * Makes a topic keep its messages for a consumer, and a place for those that die. The topic itself has to be there: where
 * the server makes topics by itself, asking for a subscription would make it.
 */
export const ensureSubscription = async (pulsar: Pulsar, { topic, consumer, from }: Wanted): Promise<void> => {
  await pulsar.admin('GET', [...pulsar.topic(topic), 'partitions'])
  await pulsar.admin('PUT', [...pulsar.topic(topic), 'subscription', consumer], from)
  const dead = pulsar.topic(deadLetterTopic(topic, consumer))
  await ensureTopic(pulsar, dead)
  // A topic that no subscription waits for keeps nothing.
  await pulsar.admin('PUT', [...dead, 'subscription', deadLetterSubscription], 'earliest')
}

/** Asked first: whoever may use it may not be allowed to make it. */
const ensureTopic = async (pulsar: Pulsar, topic: readonly string[]): Promise<void> => {
  try {
    await pulsar.admin('GET', [...topic, 'partitions'])
  } catch (error) {
    if (!Failure.is(error) || error.kind !== 'not_found') throw error
    await pulsar.admin('PUT', topic)
  }
}
