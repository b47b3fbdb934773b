import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQS } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { awsProxy } from '../../../../test/aws/aws-proxy.ts'
import { fifoFeatures } from '../../../../test/aws/features.ts'
import { nobody, sqsUnderTest } from '../../../../test/aws/sqs-under-test.ts'
import type { Broker } from '../../../../test/brokers/broker.ts'
import { startElasticMq } from '../../../../test/brokers/elasticmq.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import { describeTransport } from '../../../testing/conformance/index.ts'
import { sqsClient } from './client.ts'
import { sqsPublisher } from './publisher.ts'
import { sqsSubscriber } from './subscriber.ts'

const { companyId } = aCall()

let directory: string
let broker: Broker

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'elasticmq-'))
  broker = await startElasticMq({ directory })
})

afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

describeTransport('SQS on ElasticMQ', () => sqsUnderTest({ url: broker.address }, { fifo: true }), fifoFeatures, {
  many: 400,
})

interface Handling {
  readonly url: string
  readonly topic: string
  readonly fifo?: boolean
  readonly handle: (delivery: Delivery) => Promise<void>
}

const consuming = async ({ url, topic, fifo = true, handle }: Handling) => {
  const client = sqsClient({ ...nobody, endpoint: url })
  const stopping = new AbortController()
  const subscriber = sqsSubscriber({ client, logger: warnings() }, { fifo, waitSeconds: 1 })
  const subscription = { consumer: 'tester', topics: [topic] }
  await subscriber.subscribe(subscription)
  const ended = subscriber.consume(subscription, handle, { concurrency: 10, signal: stopping.signal })
  return {
    publish: sqsPublisher({ client }, { fifo }).publish,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await ended
      client[Symbol.dispose]()
    },
  }
}

describe('what ElasticMQ alone has', () => {
  test('messages whose answer got lost come with the next poll, and not only when their time is over', async () => {
    await using proxy = await awsProxy(broker.address)
    const sent = [1, 2].map((sequence) => outboundMessage({ companyId, key: 'a', sequence, topic: 'test.lost' }))
    const told: unknown[] = []
    await using consumer = await consuming({
      url: proxy.url,
      topic: 'test.lost',
      async handle(delivery) {
        told.push(delivery.message)
        await delivery.ack()
      },
    })
    // Of 30 seconds that they are out of reach, waiting takes 20 at most.
    proxy.lose(`${sent[0]!.message.id}`)
    await consumer.publish(sent)
    await eventually(() => expect(told).toEqual(sent.map(({ message }) => message)))
  })

  test("SQS's own way back from the dead letters brings the message as it was", async () => {
    const sent = outboundMessage({ companyId, key: 'a', topic: 'test.dead' })
    const handed: unknown[] = []
    // It moves nothing between FIFO queues, which SQS does.
    await using consumer = await consuming({
      url: broker.address,
      topic: 'test.dead',
      fifo: false,
      async handle(delivery) {
        handed.push(delivery.message)
        await (handed.length === 1 ? delivery.park(new Failure('invalid', 'test.refused', 'refused')) : delivery.ack())
      },
    })
    const sqs = new SQS({ ...nobody, endpoint: broker.address })
    const arnOf = async (QueueName: string) => {
      const { QueueUrl } = await sqs.getQueueUrl({ QueueName })
      const AttributeNames = ['ApproximateNumberOfMessages', 'QueueArn'] as const
      return (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [...AttributeNames] })).Attributes!
    }
    await consumer.publish([sent])
    const parked = { ApproximateNumberOfMessages: '1' }
    const { QueueArn: SourceArn } = await eventually(async () => {
      const attributes = await arnOf('test-dead-dead')
      expect(attributes).toMatchObject(parked)
      return attributes
    })
    // What was sent to dead letters, and not moved there by SQS, has no source: it has to be named.
    await sqs.startMessageMoveTask({ SourceArn, DestinationArn: (await arnOf('test-dead')).QueueArn })
    await eventually(() => expect(handed).toEqual([sent.message, sent.message]))
    sqs.destroy()
  })
})
