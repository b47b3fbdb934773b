import { afterAll, beforeAll } from 'vitest'
import type { Broker } from '../../../../test/brokers/broker.ts'
import { clientSockets, type ClientSockets } from '../../../../test/brokers/client-sockets.ts'
import { temporaryKafka } from '../../../../test/brokers/temporary-kafka.ts'
import { warnings } from '../../../../test/warnings.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import { describeTransport } from '../../../testing/conformance/index.ts'
import type { KafkaClient, KafkaRecord } from './config.ts'
import { kafkaClient, kafkaPublisher, kafkaSubscriber, provisionKafka } from './index.ts'

let kafka: Broker
let sockets: ClientSockets

beforeAll(async () => {
  kafka = await temporaryKafka()
  sockets = clientSockets(Number(kafka.address.split(':')[1]))
})
afterAll(async () => {
  sockets[Symbol.dispose]()
  await kafka[Symbol.asyncDispose]()
})

/** A client that makes some records larger than the broker takes, which then refuses them by itself. */
const swelling = (client: KafkaClient, ids: ReadonlySet<string>): KafkaClient => {
  const swell = (record: KafkaRecord): KafkaRecord =>
    ids.has(String(record.headers.get('ce_id'))) ? { ...record, value: Buffer.alloc(2_000_000) } : record
  return {
    ...client,
    async producer() {
      const producer = await client.producer()
      return { ...producer, send: (records) => producer.send(records.map(swell)) }
    },
  }
}

const transport = async () => {
  const name = `conformance.${uuidv7(Date.now())}`
  const topics = [name, `${name}.other`] as const
  const refused = new Set<string>()
  const client = swelling(kafkaClient({ brokers: [kafka.address], clientId: 'conformance' }), refused)
  await provisionKafka({ client }, { topics: topics.map((topic) => ({ topic, partitions: 3 })) })
  const ends: (() => Promise<void>)[] = []
  const open = () => {
    const publisher = kafkaPublisher({ client })
    ends.push(async () => publisher[Symbol.asyncDispose]())
    const options = { heartbeat: 200, session: 6_000, grace: 500 }
    return { publisher, subscriber: kafkaSubscriber({ client, logger: warnings() }, options) }
  }
  return {
    ...open(),
    topics,
    async reopen() {
      await ends.pop()!()
      return open()
    },
    disconnect: async () => sockets.cut(),
    refuse(id: string) {
      refused.add(id)
      return () => refused.delete(id)
    },
    async close() {
      for (const end of ends) await end()
    },
  }
}

describeTransport('the Kafka transport', transport, {
  ordering: true,
  groups: true,
  delay: true,
  redelivery: true,
  // Kafka keeps a position and no count: whoever takes a partition over begins to count anew.
  attempts: false,
  fencing: true,
  // What was acknowledged in the moment before a partition moves on may come again where it goes.
  exactAcks: false,
  deadLetters: true,
  holdsLanes: false,
  deduplication: false,
  reconnection: true,
  persistence: true,
  partialFailure: true,
  batchSize: 1_000,
  messageBytes: 1_000_000,
})
