import { describe, expect, onTestFinished, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { awsProxy } from '../../../../test/aws/aws-proxy.ts'
import { localFauxqs } from '../../../../test/aws/local-fauxqs.ts'
import { nobody } from '../../../../test/aws/sqs-under-test.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { Message } from '../../../seedwork/message.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import { sqsClient } from './client.ts'
import type { SqsSubscriberOptions } from './config.ts'
import { deadLetterAttribute } from './dead-letter.ts'
import { provisionQueues } from './provision.ts'
import { sqsPublisher } from './publisher.ts'
import type { SqsClient } from './client.ts'
import { sqsSubscriber } from './subscriber.ts'

const { companyId } = aCall()
const outbound = (key: string, sequence = 1) => outboundMessage({ companyId, key, sequence })
const queue = 'http://any/000000000000/test-topic.fifo'
const deadQueue = 'http://any/000000000000/test-topic-dead.fifo'

/** A stand-in of this test alone, through a wire that counts. */
const standIn = async () => {
  const fauxqs = await localFauxqs()
  const proxy = await awsProxy(fauxqs.url)
  const client = sqsClient({ ...nobody, endpoint: proxy.url })
  onTestFinished(async () => {
    client[Symbol.dispose]()
    await proxy[Symbol.asyncDispose]()
    await fauxqs.close()
  })
  return { client, proxy }
}

interface Handling extends SqsSubscriberOptions {
  readonly handle?: (delivery: Delivery) => Promise<void>
}

const consuming = async (client: SqsClient, { handle = (delivery) => delivery.ack(), ...options }: Handling = {}) => {
  const stopping = new AbortController()
  const seen: string[] = []
  const subscriber = sqsSubscriber({ client, logger: warnings() }, { waitSeconds: 1, ...options })
  const subscription = { consumer: 'tester', topics: ['test.topic'] }
  await subscriber.subscribe(subscription)
  const ended = subscriber.consume(
    subscription,
    async (delivery) => {
      const { partitionkey, sequence } = delivery.message as Message
      seen.push(`${partitionkey}${sequence}`)
      await handle(delivery)
    },
    { concurrency: 10, signal: stopping.signal },
  )
  return {
    seen,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await ended
    },
  }
}

const received = async (client: SqsClient, QueueUrl: string) => {
  const { Messages = [] } = await client.poll((sqs, options) =>
    sqs.receiveMessage(
      {
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        VisibilityTimeout: 60,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['MessageGroupId'],
      },
      options,
    ),
  )
  return Messages
}

const attributesOf = async (client: SqsClient, QueueUrl: string): Promise<Record<string, string>> => {
  const { Attributes = {} } = await client.ask((sqs, options) =>
    sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All' as 'QueueArn'] }, options),
  )
  return Attributes as Record<string, string>
}

describe('queues', () => {
  test('are made with their dead letters, once, and left as they are afterwards', async () => {
    const { client } = await standIn()
    await provisionQueues({ client }, { topics: ['test.topic'] })
    const attributes = await attributesOf(client, queue)
    expect(attributes).toMatchObject({
      FifoQueue: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      MessageRetentionPeriod: '604800',
    })
    const { MessageRetentionPeriod, QueueArn } = await attributesOf(client, deadQueue)
    expect(MessageRetentionPeriod).toBe('1209600')
    expect(JSON.parse(attributes.RedrivePolicy!)).toEqual({ deadLetterTargetArn: QueueArn, maxReceiveCount: 100 })

    await client.ask((sqs, options) =>
      sqs.setQueueAttributes({ QueueUrl: queue, Attributes: { MessageRetentionPeriod: '3600' } }, options),
    )
    await provisionQueues({ client }, { topics: ['test.topic'] })
    expect(await attributesOf(client, queue)).toMatchObject({ MessageRetentionPeriod: '3600' })
  })

  test('that are standard ones have no attribute of FIFO, which SQS would refuse', async () => {
    const { client } = await standIn()
    await provisionQueues({ client }, { topics: ['test.topic'], fifo: false, prefix: 'live-' })
    const attributes = await attributesOf(client, 'http://any/000000000000/live-test-topic')
    expect(attributes.FifoQueue).toBeUndefined()
  })
})

describe('a dead letter', () => {
  test('is the message as it came, with every error of its attempts', async () => {
    const { client } = await standIn()
    await using consumer = await consuming(client, {
      handle: (delivery) =>
        delivery.finished === 0
          ? delivery.retry(new Failure('unavailable', 'test.first', 'first'), 1)
          : delivery.park(new Failure('invalid', 'test.last', 'ñandú')),
    })
    const sent = outbound('a')
    await sqsPublisher({ client }).publish([sent])
    await eventually(() => expect(consumer.seen).toEqual(['a1', 'a1']))
    const [letter] = await eventually(async () => {
      const letters = await received(client, deadQueue)
      expect(letters).toHaveLength(1)
      return letters
    })
    expect(JSON.parse(letter!.Body!)).toEqual(sent.message)
    expect(letter!.Attributes!.MessageGroupId).toBe(`${companyId}:a`)
    const at = expect.any(String)
    expect(JSON.parse(letter!.MessageAttributes![deadLetterAttribute]!.StringValue!)).toEqual({
      consumer: 'tester',
      topic: 'test.topic',
      errors: [
        { at, code: 'test.first', kind: 'unavailable', message: 'first' },
        { at, code: 'test.last', kind: 'invalid', message: 'ñandú' },
      ],
    })
  })

  test('that can not be sent is none: the message stays, and its lane waits', async () => {
    const { client, proxy } = await standIn()
    await using consumer = await consuming(client, {
      handle: (delivery) => delivery.park(new Failure('invalid', 'test.refused', 'refused')),
    })
    const isParking = proxy.fail('SendMessage')
    await sqsPublisher({ client }).publish([outbound('a', 1), outbound('a', 2)])
    await eventually(() => expect(consumer.seen.length).toBeGreaterThan(2))
    expect(new Set(consumer.seen)).toEqual(new Set(['a1']))
    isParking()
    await eventually(() => expect(consumer.seen.at(-1)).toBe('a2'))
    const letters = await eventually(async () => {
      const some = await received(client, deadQueue)
      expect(some.length).toBeGreaterThan(0)
      return some
    })
    expect(JSON.parse(letters[0]!.Body!)).toMatchObject({ sequence: 1 })
  })
})

test('what was sent and handled is not delivered again when it is sent again within five minutes', async () => {
  const { client } = await standIn()
  await using consumer = await consuming(client)
  const { publish } = sqsPublisher({ client })
  const sent = outbound('a', 1)
  await publish([sent])
  await eventually(async () => expect(await attributesOf(client, queue)).toMatchObject(nothingLeft))
  expect(await publish([sent])).toEqual([undefined])
  await publish([outbound('a', 2)])
  await eventually(() => expect(consumer.seen).toEqual(['a1', 'a2']))
})

const nothingLeft = { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' }

test('a handler may take longer than the time for which a message is out of the reach of others', async () => {
  const { client, proxy } = await standIn()
  const held = Promise.withResolvers<void>()
  await using consumer = await consuming(client, {
    visibilitySeconds: 3,
    async handle(delivery) {
      await held.promise
      await delivery.ack()
    },
  })
  await sqsPublisher({ client }).publish([outbound('a')])
  // At three beats in the time of a message, five are more than one.
  await eventually(() => expect(proxy.count('ChangeMessageVisibilityBatch')).toBeGreaterThan(4))
  held.resolve()
  await eventually(async () => expect(await attributesOf(client, queue)).toMatchObject(nothingLeft))
  expect(consumer.seen).toEqual(['a1'])
})
