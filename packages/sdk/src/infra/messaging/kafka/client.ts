import { loadPeer } from '../../../shared/peers/load-peer.ts'
import { clientAdmin } from './client-admin.ts'
import { clientConsumer } from './client-consumer.ts'
import { clientProducer } from './client-producer.ts'
import type { KafkaClient, KafkaOptions } from './config.ts'

/** It takes a second to load: whoever only imports this door does not pay for it. */
const load = async () => {
  refuseOldNode(process.versions.node)
  return loadPeer('@platformatic/kafka', 'the Kafka transport', () => import('@platformatic/kafka'))
}

export type Vendor = Awaited<ReturnType<typeof load>>
export type VendorOptions = ConstructorParameters<Vendor['Admin']>[0]

/** Older ones load the package, and fail in the middle of the first call. */
export const refuseOldNode = (version: string): void => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 6) || (major === 22 && minor >= 22)) return
  throw new Error(`the Kafka transport needs Node 22.22 or later, or 24.6 or later; this is ${version}`)
}

/** A call that finds nobody is made again after this time, in milliseconds, more or less: not all at once. */
const againAfter = 250

/** The client that all parts of the transport speak through. It has nothing to close: what it makes is closed by its user. */
export const kafkaClient = ({ brokers, clientId, tls, sasl }: KafkaOptions): KafkaClient => {
  const options: VendorOptions = {
    bootstrapBrokers: [...brokers],
    clientId,
    autocreateTopics: false,
    metadataMaxAge: 30_000,
    connectTimeout: 5_000,
    requestTimeout: 30_000,
    retryDelay: () => againAfter * (0.5 + Math.random()),
    ...(tls ? { tls } : {}),
    ...(sasl ? { sasl } : {}),
  }
  return {
    producer: async () => clientProducer(await load(), options),
    consumer: async (membership) => clientConsumer(await load(), options, membership),
    async administer(work) {
      const admin = clientAdmin(await load(), options)
      try {
        return await work(admin)
      } finally {
        await admin.close()
      }
    },
  }
}
