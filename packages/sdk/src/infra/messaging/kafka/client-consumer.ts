import { assigner } from './assigner.ts'
import type { Vendor, VendorOptions } from './vendor.ts'
import type { KafkaConsumer, KafkaMembership, KafkaPosition } from './config.ts'

/** How many bytes to fetch at once, and how long to wait for the first of them, in milliseconds. */
const fetching = { maxBytes: 5_000_000, maxWaitTime: 500 }

/** Three of the client's defaults lose messages: it commits what was fetched, reads from the end, and skips the unknown. */
const reading = { autocommit: false, mode: 'committed', fallbackMode: 'earliest' } as const

/** A member of a group by the classic protocol, which brokers of every version speak. */
export const clientConsumer = (
  { Consumer, stringDeserializer }: Vendor,
  options: VendorOptions,
  { group, topics, session, heartbeat, readAhead }: KafkaMembership,
): KafkaConsumer => {
  const consumer = new Consumer<Buffer, Buffer, string, Buffer>({
    ...options,
    ...fetching,
    groupId: group,
    groupProtocol: 'classic',
    partitionAssigner: (_own, members, _topics, metadata) => assigner(members, metadata.topics),
    sessionTimeout: session,
    rebalanceTimeout: session,
    heartbeatInterval: heartbeat,
    autocommit: false,
    isolationLevel: 1,
    highWaterMark: readAhead,
    retries: 5,
    deserializers: { headerKey: stringDeserializer },
  })
  // A stream that ends would otherwise take its topics along, and the next one would join the group for them anew.
  consumer.topics.trackAll(...topics)
  return {
    get memberId() {
      return consumer.memberId
    },
    get generationId() {
      return consumer.generationId
    },
    get assignments() {
      return consumer.assignments
    },
    isActive: () => consumer.isActive(),
    joinGroup: () => consumer.joinGroup({}),
    openStream() {
      // Who led a partition before an outage may not lead it now.
      consumer.clearMetadata()
      return consumer.consume({ topics: [...topics], ...reading, ...fetching, highWaterMark: readAhead })
    },
    commit: (positions, isOurs) => consumer.commit({ offsets: whileOurs(positions, isOurs) }),
    // Closing leaves the group too, but a join that is under way would go on, and its heart would beat for ever.
    leaveGroup: () =>
      new Promise((resolve, reject) => {
        consumer.leaveGroup(true, (error) => (error ? reject(error) : resolve()))
      }),
    close: () => consumer.close(true),
    onRebalance: (listener) => void consumer.on('consumer:group:rebalance', listener),
    onJoin: (listener) => void consumer.on('consumer:group:join', listener),
    onError: (listener) => void consumer.on('error', listener),
  }
}

/**
 * The client repeats a commit after it had to join again, as another member and for partitions that may be somebody else's
 * by now. It goes through the list whenever it is about to send, and finds it empty then.
 */
const whileOurs = (positions: readonly KafkaPosition[], isOurs: () => boolean) => {
  // The epoch of the log's leader is optional: -1 claims nothing.
  const offsets = positions.map((position) => ({ ...position, leaderEpoch: -1 }))
  const ours = (): ArrayIterator<(typeof offsets)[number]> => (isOurs() ? offsets : []).values()
  return Object.defineProperty([...offsets], Symbol.iterator, { value: ours })
}
