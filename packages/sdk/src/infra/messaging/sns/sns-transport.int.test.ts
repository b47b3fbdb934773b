import { expect, onTestFinished, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { localFauxqs } from '../../../../test/aws/local-fauxqs.ts'
import { nobody } from '../../../../test/aws/sqs-under-test.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import { sqsClient } from '../sqs/index.ts'
import type { CallOptions } from '../sqs/sqs-api.ts'
import { snsClient } from './client.ts'
import { provisionTopics } from './provision.ts'
import { snsPublisher } from './publisher.ts'
import { snsSubscriber } from './subscriber.ts'

const { companyId } = aCall()
const arns = 'arn:aws:sns:us-east-1:000000000000'
const topicArn = `${arns}:test-topic.fifo`
const queueUrl = 'http://any/000000000000/tester-test-topic.fifo'
const subscription = { consumer: 'tester', topics: ['test.topic'] }

/** A stand-in of this test alone, with one topic. */
const standIn = async ({ fifo = true } = {}) => {
  const fauxqs = await localFauxqs()
  const endpoint = { ...nobody, endpoint: fauxqs.url }
  const client = snsClient(endpoint)
  const sqs = sqsClient(endpoint)
  onTestFinished(async () => {
    client[Symbol.dispose]()
    sqs[Symbol.dispose]()
    await fauxqs.close()
  })
  await provisionTopics({ client }, { topics: ['test.topic'], fifo })
  const subscriber = snsSubscriber({ client, sqs, logger: warnings() }, { arns, fifo, waitSeconds: 1 })
  return { client, sqs, subscriber }
}

test('a consumer that subscribes again and again has one subscription, raw, and a queue that lets SNS in', async () => {
  const { client, sqs, subscriber } = await standIn()
  await provisionTopics({ client }, { topics: ['test.topic'] })
  await subscriber.subscribe(subscription)
  await subscriber.subscribe(subscription)
  const { Subscriptions } = await client.ask((sns, options) =>
    sns.listSubscriptionsByTopic({ TopicArn: topicArn }, options),
  )
  expect(Subscriptions).toHaveLength(1)
  const { Attributes = {} } = await sqs.ask((api, options) =>
    api.getQueueAttributes({ QueueUrl: queueUrl, AttributeNames: ['All' as 'QueueArn'] }, options),
  )
  const { Policy } = Attributes as { readonly Policy: string }
  expect(JSON.parse(Policy).Statement).toEqual([
    expect.objectContaining({
      Action: 'sqs:SendMessage',
      Resource: Attributes.QueueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
    }),
  ])
})

test('a consumer whose queue and subscription exist needs no right but to look', async () => {
  const { client, sqs, subscriber } = await standIn()
  await subscriber.subscribe(subscription)
  const calls: string[] = []
  const told = { client: recording(client, calls), sqs: recording(sqs, calls), logger: warnings() }
  await snsSubscriber(told, { arns }).subscribe(subscription)
  expect(new Set(calls)).toEqual(new Set(['getQueueUrl', 'getQueueAttributes', 'listSubscriptionsByTopic']))
})

/** The client, noting which calls are made. */
const recording = <
  Api extends object,
  Client extends { ask<Answer>(work: (api: Api, options: CallOptions) => Promise<Answer>): Promise<Answer> },
>(
  client: Client,
  calls: string[],
): Client => ({
  ...client,
  ask: (work) =>
    client.ask((api, options) => {
      const get = (target: Api, name: string) => {
        calls.push(name)
        return (Reflect.get(target, name) as () => unknown).bind(target)
      }
      return work(new Proxy(api, { get }), options)
    }),
})

test('what comes from somebody who does not publish as we do reaches the handler, to be parked', async () => {
  const { client, subscriber } = await standIn()
  await subscriber.subscribe(subscription)
  const entry = { Id: '0', Message: 'hello', MessageGroupId: 'a', MessageDeduplicationId: 'a' }
  await client.ask((sns, options) =>
    sns.publishBatch({ TopicArn: topicArn, PublishBatchRequestEntries: [entry] }, options),
  )
  const stopping = new AbortController()
  const handed: unknown[] = []
  const handle = async (delivery: Delivery): Promise<void> => {
    handed.push(delivery.message)
    await delivery.ack()
  }
  const ended = subscriber.consume(subscription, handle, { concurrency: 1, signal: stopping.signal })
  await eventually(() => expect(handed).toEqual([{ unreadable: 'SyntaxError', headers: {}, body: 'hello' }]))
  stopping.abort()
  await ended
})

test('a message that SNS does not take is told of, and holds its lane only', async () => {
  const { client } = await standIn()
  const large = outboundMessage({ companyId, key: 'a', data: 'x'.repeat(262_144) })
  const behind = outboundMessage({ companyId, key: 'a', sequence: 2 })
  const answers = await snsPublisher({ client }, { arns }).publish([
    large,
    behind,
    outboundMessage({ companyId, key: 'b' }),
  ])
  const tooLarge = expect.objectContaining({ kind: 'invalid', code: 'messaging.too_large' })
  expect(answers).toEqual([tooLarge, tooLarge, undefined])
})

test('a topic that is missing is told of', async () => {
  const { client, subscriber } = await standIn()
  const nowhere = outboundMessage({ companyId, key: 'a', topic: 'test.nowhere' })
  const missing = { kind: 'not_found', code: 'aws.not_found' }
  await expect(snsPublisher({ client }, { arns }).publish([nowhere])).rejects.toMatchObject(missing)
  await expect(subscriber.subscribe({ consumer: 'tester', topics: ['test.nowhere'] })).rejects.toMatchObject(missing)
})

test('standard topics bring each of two consumers its copy, through standard queues', async () => {
  const { client, subscriber } = await standIn({ fifo: false })
  const consumers = ['one', 'two']
  for (const consumer of consumers) await subscriber.subscribe({ consumer, topics: ['test.topic'] })
  const sent = outboundMessage({ companyId, key: 'a' })
  expect(await snsPublisher({ client }, { arns, fifo: false }).publish([sent])).toEqual([undefined])
  const stopping = new AbortController()
  const handed: unknown[] = []
  const ends = consumers.map((consumer) =>
    subscriber.consume(
      { consumer, topics: ['test.topic'] },
      async (delivery) => {
        handed.push([consumer, delivery.message])
        await delivery.ack()
      },
      { concurrency: 1, signal: stopping.signal },
    ),
  )
  await eventually(() => expect(handed).toHaveLength(2))
  expect(handed).toEqual(expect.arrayContaining(consumers.map((consumer) => [consumer, sent.message])))
  stopping.abort()
  await Promise.all(ends)
})
