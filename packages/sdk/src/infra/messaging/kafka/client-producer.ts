import type { Vendor, VendorOptions } from './vendor.ts'
import type { KafkaProducer, KafkaRecord } from './config.ts'

export const clientProducer = ({ Producer, stringSerializer }: Vendor, options: VendorOptions): KafkaProducer => {
  const producer = new Producer<Buffer, Buffer, string, Buffer>({
    ...options,
    // Without it the client's own repetitions store records twice that were stored and not refused.
    idempotent: true,
    retries: 20,
    serializers: { headerKey: stringSerializer },
  })
  return {
    async partitions(topic) {
      const { topics } = await producer.metadata({ topics: [topic], retries: 3 })
      return topics.get(topic)!.partitionsCount
    },
    async send(records) {
      await producer.send({ messages: records.map(message) })
    },
    close: () => producer.close(),
  }
}

/** What is undefined is left out: the client takes it for something else. */
const message = ({ key, value, ...rest }: KafkaRecord) => ({
  ...rest,
  ...(key ? { key } : {}),
  ...(value ? { value } : {}),
})
