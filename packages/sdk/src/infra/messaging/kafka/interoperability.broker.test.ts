import { Kafka, logLevel, Partitioners, type IHeaders } from 'kafkajs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import type { Broker } from '../../../../test/brokers/broker.ts'
import { temporaryKafka } from '../../../../test/brokers/temporary-kafka.ts'
import { eventually } from '../../../../test/eventually.ts'
import { kafkaConsumer } from '../../../../test/kafka/kafka-consumer.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { binary } from '../envelope/binary.ts'
import { structured } from '../envelope/structured.ts'
import type { KafkaClient } from './config.ts'
import { kafkaClient, kafkaPublisher, provisionKafka } from './index.ts'
import { recordKey } from './mapping.ts'

let broker: Broker
let client: KafkaClient
let theirs: Kafka

beforeAll(async () => {
  broker = await temporaryKafka()
  client = kafkaClient({ brokers: [broker.address], clientId: 'ours' })
  theirs = new Kafka({ brokers: [broker.address], clientId: 'theirs', logLevel: logLevel.NOTHING })
})
afterAll(() => broker[Symbol.asyncDispose]())

const { companyId } = aCall()

interface Seen {
  readonly key: string
  readonly partition: number
  readonly value: string
  readonly headers: IHeaders | undefined
}

/** A consumer of kafkajs, as a service in another house may have it. */
const theirConsumer = async (topic: string) => {
  const consumer = theirs.consumer({ groupId: 'theirs' })
  const seen: Seen[] = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ partition, message: { key, value, headers } }) =>
      void seen.push({ key: String(key), partition, value: String(value), headers }),
  })
  return { seen, [Symbol.asyncDispose]: () => consumer.disconnect() }
}

test('kafkajs puts a key where we put it, and reads our headers and data', async () => {
  const topic = 'eventos.clientes'
  await provisionKafka({ client }, { topics: [{ topic, partitions: 7 }] })
  const sent = Array.from({ length: 40 }, (_, n) =>
    outboundMessage({ companyId, topic, key: `clave-ñ-${n}`, data: { n } }),
  )
  await using publisher = kafkaPublisher({ client })
  await publisher.publish(sent)
  const producer = theirs.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await producer.send({ topic, messages: sent.map(({ message }) => ({ key: recordKey(message), value: 'theirs' })) })
  await producer.disconnect()
  await using consumer = await theirConsumer(topic)
  await eventually(() => expect(consumer.seen).toHaveLength(80))
  for (const { message } of sent) {
    const both = consumer.seen.filter(({ key }) => key === String(recordKey(message)))
    expect(new Set(both.map(({ partition }) => partition)).size).toBe(1)
    const ours = both.find(({ value }) => value !== 'theirs')!
    expect(JSON.parse(ours.value)).toEqual(message.data)
    const headers = Object.entries(ours.headers!).map(([name, value]) => [name, String(value)])
    expect(Object.fromEntries(headers)).toEqual(binary(message).headers)
  }
})

test('a message that kafkajs sends is read in both modes, with a key of its own making or none', async () => {
  const topic = 'comandos.clientes'
  await provisionKafka({ client }, { topics: [{ topic, partitions: 2 }] })
  const [one, two] = ['one', 'two'].map((key) => outboundMessage({ companyId, topic, key, data: { key } }).message)
  await using ours = await kafkaConsumer({ client, consumer: 'ours', topics: [topic] })
  const { contentType, body } = structured(one!)
  const { headers, body: value } = binary(two!)
  const producer = theirs.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await producer.send({
    topic,
    messages: [
      { key: 'one', value: body, headers: { 'content-type': contentType } },
      { key: null, value, headers: { ...headers } },
    ],
  })
  await producer.disconnect()
  await eventually(() => expect(ours.seen).toHaveLength(2))
  expect(ours.seen.map(({ message }) => message)).toEqual(expect.arrayContaining([one, two]))
})
