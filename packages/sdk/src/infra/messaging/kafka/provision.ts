import type { Subscription } from '../../../seedwork/transport.ts'
import type { KafkaClient, KafkaTopic } from './config.ts'
import { createTopic } from './create-topic.ts'
import { subscribe, type From } from './subscription.ts'

export interface KafkaProvision {
  readonly topics?: readonly KafkaTopic[]
  readonly subscriptions?: readonly Subscription[]
  /** Where the groups of the subscriptions begin that have never been there. */
  readonly from?: From
}

/**
 * Makes what is missing of topics, and of the groups with their dead letters; what is there stays as it is. For a step of
 * the deployment: a service that finds all of it needs no right to make any. A topic keeps its number of partitions for
 * good, since another one would give keys another place and so break their order.
 */
export const provisionKafka = (
  { client }: { readonly client: KafkaClient },
  { topics = [], subscriptions = [], from = 'latest' }: KafkaProvision,
): Promise<void> =>
  client.administer(async (admin) => {
    for (const topic of topics) await createTopic(admin, topic)
    for (const subscription of subscriptions) await subscribe(admin, subscription, from)
  })
