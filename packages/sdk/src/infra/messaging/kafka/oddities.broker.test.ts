import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Admin, Producer, stringSerializer } from '@platformatic/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import type { Broker } from '../../../../test/brokers/broker.ts'
import { temporaryKafka } from '../../../../test/brokers/temporary-kafka.ts'
import { eventually } from '../../../../test/eventually.ts'
import { kafkaConsumer } from '../../../../test/kafka/kafka-consumer.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { Message, type Outbound } from '../../../seedwork/message.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import type { KafkaClient } from './config.ts'
import { kafkaClient, kafkaPublisher, provisionKafka } from './index.ts'

let kafka: Broker
let client: KafkaClient

beforeAll(async () => {
  kafka = await temporaryKafka()
  client = kafkaClient({ brokers: [kafka.address], clientId: 'oddities' })
})
afterAll(() => kafka[Symbol.asyncDispose]())

const { companyId } = aCall()
const refusal = new Failure('invalid', 'test.refused', 'refused')

const aTopic = async (partitions = 1): Promise<string> => {
  const topic = `eventos.${uuidv7(Date.now())}`
  await provisionKafka({ client }, { topics: [{ topic, partitions }] })
  return topic
}

const messages = (topic: string, count: number, { key = 'k', bytes = 0, from = 1 } = {}): readonly Outbound[] =>
  Array.from({ length: count }, (_, n) =>
    outboundMessage({ companyId, topic, key, sequence: from + n, data: { text: 'x'.repeat(bytes) } }),
  )

const publish = async (batch: readonly Outbound[]): Promise<readonly (string | undefined)[]> => {
  await using publisher = kafkaPublisher({ client })
  return (await publisher.publish(batch)).map((answer) => answer?.code)
}

/** The vendor's producer, as a program of somebody else has it. */
const theirProducer = () => {
  const options = { bootstrapBrokers: [kafka.address], clientId: 'theirs', retries: 5 }
  const producer = new Producer<Buffer, Buffer, string, Buffer>({
    ...options,
    serializers: { headerKey: stringSerializer },
  })
  return { producer, [Symbol.asyncDispose]: () => producer.close() }
}

const stored = (topic: string): Promise<bigint> =>
  client.administer(async (admin) => (await admin.ends([topic])).reduce((sum, { offset }) => sum + offset, 0n))

describe('the limit of bytes', () => {
  test('is on all that a partition gets at once: the client alone sends too much, and we in pieces', async () => {
    const topic = await aTopic()
    await using theirs = theirProducer()
    const value = Buffer.alloc(500_000)
    const tooMuch = theirs.producer.send({ messages: [1, 2, 3].map(() => ({ topic, partition: 0, value })), acks: -1 })
    await expect(tooMuch).rejects.toThrow(expect.anything())
    expect(await stored(topic)).toBe(0n)
    expect(await publish(messages(topic, 3, { bytes: 500_000 }))).toEqual([undefined, undefined, undefined])
    expect(await stored(topic)).toBe(3n)
  })

  test('lets a message pass that is just below it', async () => {
    const topic = await aTopic()
    expect(await publish(messages(topic, 1, { bytes: 1_040_000 }))).toEqual([undefined])
  })

  test('keeps back a message that is too large and its lane, and nothing else of its partition', async () => {
    const topic = await aTopic()
    const [first, ...rest] = messages(topic, 3)
    const [large] = messages(topic, 1, { bytes: 1_100_000 })
    const others = messages(topic, 2, { key: 'other' })
    const batch = [first!, others[0]!, large!, ...rest, others[1]!]
    const unacceptable = 'messaging.unacceptable'
    expect(await publish(batch)).toEqual([undefined, undefined, unacceptable, unacceptable, unacceptable, undefined])
    expect(await stored(topic)).toBe(3n)
  })

  test('is no reason to lose the largest message when it is parked', async () => {
    const topic = await aTopic()
    let parked = 0
    await using _consumer = await kafkaConsumer({
      client,
      consumer: 'large',
      topics: [topic],
      async handle(delivery) {
        await delivery.park(refusal)
        parked += 1
      },
    })
    await publish(messages(topic, 1, { bytes: 1_048_000 }))
    await eventually(() => expect(parked).toBe(1))
    expect(await stored(`${topic}.large.dlq`)).toBe(1n)
  })
})

describe('a topic', () => {
  test('that has just been made gets each record once, however often the client has to repeat itself', async () => {
    for (let round = 0; round < 8; round += 1) {
      const topic = await aTopic(4)
      const batch = Array.from({ length: 40 }, (_, n) => messages(topic, 1, { key: `key-${n}` })[0]!)
      expect(new Set(await publish(batch))).toEqual(new Set([undefined]))
      expect(await stored(topic)).toBe(40n)
    }
  })

  test('that does not exist is told, and keeps nothing back that goes elsewhere', async () => {
    const topic = await aTopic()
    const batch = [...messages('eventos.none', 1), ...messages(topic, 1)]
    expect(await publish(batch)).toEqual(['messaging.unknown_topic', undefined])
  })

  test('that does not exist can not be subscribed', async () => {
    const subscribed = kafkaConsumer({ client, consumer: 'nobody', topics: ['eventos.none'] })
    await expect(subscribed).rejects.toMatchObject({ kind: 'unavailable', code: 'messaging.not_subscribed' })
  })

  test('that exists is no trouble for those that are made with it', async () => {
    const topic = await aTopic(2)
    const other = `${topic}.other`
    await provisionKafka({ client }, { topics: [{ topic, partitions: 5 }, { topic: other }, { topic: other }] })
    const ends = await client.administer((admin) => admin.ends([topic, other]))
    expect(ends.filter((end) => end.topic === topic)).toHaveLength(2)
    expect(ends.some((end) => end.topic === other)).toBe(true)
  })

  test('that is deleted and made anew under a consumer is read from its new beginning', async () => {
    const topic = await aTopic()
    await using consumer = await kafkaConsumer({ client, consumer: 'anew', topics: [topic] })
    await publish(messages(topic, 5))
    await eventually(() => expect(consumer.sequences()).toEqual([1, 2, 3, 4, 5]))
    const admin = new Admin({ bootstrapBrokers: [kafka.address], clientId: 'deleting' })
    await admin.deleteTopics({ topics: [topic] })
    await admin.close()
    await provisionKafka({ client }, { topics: [{ topic, partitions: 1 }] })
    await publish(messages(topic, 2, { from: 11 }))
    await eventually(() => expect(consumer.sequences()).toEqual([1, 2, 3, 4, 5, 11, 12]))
  })
})

describe('a group that has never been there', () => {
  test('begins with what comes from now on, or with all that is kept', async () => {
    const topic = await aTopic(3)
    await publish(messages(topic, 2))
    await using late = await kafkaConsumer({ client, consumer: 'late', topics: [topic] })
    await using early = await kafkaConsumer({ client, consumer: 'early', topics: [topic], from: 'earliest' })
    await publish(messages(topic, 1, { from: 3 }))
    await eventually(() => expect([late.sequences(), early.sequences()]).toEqual([[3], [1, 2, 3]]))
  })

  test('and of which a member runs gets a further topic from its beginning, and misses nothing', async () => {
    const [one, other] = [await aTopic(), await aTopic()]
    await using first = await kafkaConsumer({ client, consumer: 'growing', topics: [one] })
    await publish(messages(one, 1))
    await eventually(() => expect(first.sequences()).toEqual([1]))
    await publish(messages(other, 2))
    await using second = await kafkaConsumer({ client, consumer: 'growing', topics: [one, other] })
    await publish(messages(other, 1, { from: 3 }))
    await eventually(() => expect(second.sequences()).toEqual([1, 2, 3]))
  })
})

describe('a record of somebody else', () => {
  test('that can not be read is handed over as it is, and parked with its key, its bytes and the reason', async () => {
    const topic = await aTopic()
    const consumer = 'careful'
    await using _careful = await kafkaConsumer({
      client,
      consumer,
      topics: [topic],
      handle: (delivery) => (Message.safeParse(delivery.message).success ? delivery.ack() : delivery.park(refusal)),
    })
    await using dead = await kafkaConsumer({ client, consumer: 'looking', topics: [`${topic}.${consumer}.dlq`] })
    await using theirs = theirProducer()
    const bytes = Buffer.from([0x22, 0xff])
    const headers = new Map([['their-own', Buffer.from('header')]])
    const tombstone = { topic, key: Buffer.from('gone') }
    await theirs.producer.send({ messages: [{ topic, value: bytes, headers }, tombstone], acks: -1 })
    await publish(messages(topic, 1))
    await eventually(() => expect(dead.seen).toHaveLength(2))
    const told = dead.seen.map(({ message }) => message as { headers: Record<string, string>; body: string })
    expect(told).toContainEqual({
      unreadable: expect.any(String),
      body: bytes.toString('base64'),
      headers: expect.objectContaining({
        'their-own': 'header',
        'x-original-topic': topic,
        'x-original-offset': '0',
        'x-error-type': 'test.refused',
      }),
    })
    expect(told.some(({ body }) => body === '')).toBe(true)
  })
})

describe('a member', () => {
  test('that leaves is followed at once, long before its session would end', async () => {
    const topic = await aTopic(3)
    const options = { client, consumer: 'leaving', topics: [topic], session: 300_000 }
    const first = await kafkaConsumer(options)
    await publish(messages(topic, 1))
    await eventually(() => expect(first.seen).toHaveLength(1))
    await using second = await kafkaConsumer(options)
    await first.stop()
    const batch = Array.from({ length: 12 }, (_, n) => messages(topic, 1, { key: `key-${n}` })[0]!)
    await publish(batch)
    await eventually(() => expect(second.seen.length).toBeGreaterThanOrEqual(12))
  })

  test('that is told to stop in the middle of joining is gone when it has ended, and its heart beats no more', async () => {
    const options = { client, topics: [await aTopic(3)], session: 6_000 }
    const joining = Promise.withResolvers<void>()
    const beats: string[] = []
    const onGroup = (message: unknown): void => {
      const { client: member, operation } = message as { client: { groupId: string }; operation: string }
      if (member.groupId === 'stopping' && operation === 'syncGroup') joining.resolve()
    }
    const onBeat = (message: unknown): void =>
      void beats.push((message as { client: { groupId: string } }).client.groupId)
    subscribe('tracing:plt:kafka:consumer:group:start', onGroup)
    subscribe('tracing:plt:kafka:consumer:heartbeat:start', onBeat)
    const stopped = await kafkaConsumer({ ...options, consumer: 'stopping' })
    await joining.promise
    await stopped.stop()
    beats.length = 0
    await using _witness = await kafkaConsumer({ ...options, consumer: 'witness' })
    await eventually(() => expect(beats.length).toBeGreaterThan(5))
    unsubscribe('tracing:plt:kafka:consumer:group:start', onGroup)
    unsubscribe('tracing:plt:kafka:consumer:heartbeat:start', onBeat)
    expect(new Set(beats)).toEqual(new Set(['witness']))
  })

  test('sends no position that is not its own any more, although the client would', async () => {
    const topic = await aTopic()
    const membership = { group: 'own', topics: [topic], session: 6_000, heartbeat: 200, readAhead: 10 }
    const position = { topic, partition: 0, offset: 7n }
    const kept = () => client.administer((admin) => admin.positions('own'))
    const member = await client.consumer(membership)
    await member.joinGroup()
    await member.commit([position], () => false)
    expect(await kept()).toEqual([])
    await member.commit([position], () => true)
    expect(await kept()).toEqual([position])
    await member.leaveGroup()
    await member.close()
  })
})
