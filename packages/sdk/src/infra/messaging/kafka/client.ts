import { clientAdmin } from './client-admin.ts'
import { clientConsumer } from './client-consumer.ts'
import { clientProducer } from './client-producer.ts'
import type { KafkaClient, KafkaOptions } from './config.ts'
import { loadVendor, type VendorOptions } from './vendor.ts'

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
    producer: async () => clientProducer(await loadVendor(), options),
    consumer: async (membership) => clientConsumer(await loadVendor(), options, membership),
    async administer(work) {
      const admin = clientAdmin(await loadVendor(), options)
      try {
        return await work(admin)
      } finally {
        await admin.close()
      }
    },
  }
}
