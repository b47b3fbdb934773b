import type { Vendor, VendorOptions } from './vendor.ts'
import type { KafkaAdmin } from './config.ts'

/** The time that stands for the end of the log. */
const end = -1n

export const clientAdmin = ({ Admin }: Vendor, options: VendorOptions): KafkaAdmin & { close(): Promise<void> } => {
  const admin = new Admin({ ...options, retries: 10 })
  return {
    topics: () => admin.listTopics(),
    async createTopic({ topic, partitions = -1, replicas = -1, settings = {} }) {
      const configs = Object.entries(settings).map(([name, value]) => ({ name, value }))
      await admin.createTopics({ topics: [topic], partitions, replicas, configs })
    },
    async ends(names) {
      const { topics } = await admin.metadata({ topics: [...names], retries: 3 })
      const wanted = [...topics].map(([name, { partitionsCount }]) => ({
        name,
        partitions: Array.from({ length: partitionsCount }, (_, partitionIndex) => ({
          partitionIndex,
          timestamp: end,
        })),
      }))
      const listed = await admin.listOffsets({ topics: wanted, isolationLevel: 1 })
      return listed.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, offset }) => ({ topic: name, partition: partitionIndex, offset })),
      )
    },
    async positions(group) {
      const groups = await admin.listConsumerGroupOffsets({ groups: [group] })
      return groups.flatMap(({ topics }) =>
        topics.flatMap(({ name, partitions }) =>
          partitions.map(({ partitionIndex, committedOffset }) => ({
            topic: name,
            partition: partitionIndex,
            offset: committedOffset,
          })),
        ),
      )
    },
    async setPositions(groupId, positions) {
      const topics = positions.map(({ topic, partition, offset }) => ({
        name: topic,
        partitionOffsets: [{ partition, offset }],
      }))
      await admin.alterConsumerGroupOffsets({ groupId, topics })
    },
    close: () => admin.close(),
  }
}
