import { Failure } from '../../../seedwork/failure.ts'
import type { Subscription } from '../../../seedwork/transport.ts'
import type { Pulsar, PulsarSubscriberOptions } from './config.ts'
import { ensureSubscription } from './subscription.ts'

export interface PulsarProvision extends Pick<PulsarSubscriberOptions, 'from'> {
  readonly topics?: readonly string[]
  /**
   * Of each topic that is made: with Failover this is how many instances can share its messages. A topic keeps the number
   * that it has, since another one would give keys another place and so break their order. 0: it is in one piece.
   */
  readonly partitions?: number
  readonly subscriptions?: readonly Subscription[]
}

/**
 * Makes what is missing of tenant, namespace, topics, subscriptions and their dead letters; what is there stays as it is.
 * Its token must be allowed to: a tenant is made by a superuser.
 */
export const provisionPulsar = async (
  { pulsar }: { readonly pulsar: Pulsar },
  { topics = [], partitions = 0, subscriptions = [], from = 'latest' }: PulsarProvision,
): Promise<void> => {
  for (const topic of topics) {
    const make = (): Promise<unknown> =>
      partitions > 0
        ? pulsar.admin('PUT', [...pulsar.topic(topic), 'partitions'], partitions)
        : pulsar.admin('PUT', pulsar.topic(topic))
    try {
      await make()
    } catch (error) {
      if (!Failure.is(error) || error.kind !== 'not_found') throw error
      await makeNamespace(pulsar)
      await make()
    }
  }
  for (const { consumer, topics: wanted } of subscriptions) {
    for (const topic of wanted) await ensureSubscription(pulsar, { topic, consumer, from })
  }
}

const makeNamespace = async (pulsar: Pulsar): Promise<void> => {
  const [, tenant = '', namespace = ''] = pulsar.topic('')
  const allowedClusters = await pulsar.admin('GET', ['clusters'])
  await pulsar.admin('PUT', ['tenants', tenant], { adminRoles: [], allowedClusters })
  await pulsar.admin('PUT', ['namespaces', tenant, namespace])
}
