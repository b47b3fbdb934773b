import { describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { awsStub } from '../../../../test/aws/aws-stub.ts'
import { receivedMessage } from '../../../../test/aws/received-message.ts'
import { nobody } from '../../../../test/aws/sqs-under-test.ts'
import { bringing, stubbedConsumer } from '../../../../test/aws/stubbed-consumer.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { sqsClient } from './client.ts'
import { sqsPublisher } from './publisher.ts'
import { sqsSubscriber } from './subscriber.ts'

const { companyId } = aCall()
const outbound = (key: string, sequence = 1) => outboundMessage({ companyId, key, sequence })
const trouble = new Failure('unavailable', 'test.trouble', 'trouble')

describe('stopping', () => {
  test('lets the poll end that is under way, and gives back at once what it brings', async () => {
    const asked = Promise.withResolvers<void>()
    const brings = Promise.withResolvers<void>()
    await using stub = await awsStub(async (call) => {
      if (call.operation !== 'ReceiveMessage') return undefined
      asked.resolve()
      await brings.promise
      return { Messages: [receivedMessage(outbound('a', 1)), receivedMessage(outbound('a', 2))] }
    })
    await using consumer = stubbedConsumer(stub)
    await asked.promise
    consumer.abort()
    brings.resolve()
    await consumer.ended
    expect(stub.of('ReceiveMessage')).toHaveLength(1)
    expect(consumer.seen).toEqual([])
    expect(stub.of('ChangeMessageVisibilityBatch').map(({ Entries }) => Entries)).toEqual([
      [
        { Id: '0', ReceiptHandle: 'a-1', VisibilityTimeout: 0 },
        { Id: '1', ReceiptHandle: 'a-2', VisibilityTimeout: 0 },
      ],
    ])
  })

  test('deletes what is done, and leaves a retry the rest of its time', async () => {
    const bring = bringing(...[1, 2].flatMap((n) => ['a', 'b'].map((key) => receivedMessage(outbound(key, n)))))
    await using stub = await awsStub(bring)
    const held = Promise.withResolvers<void>()
    await using consumer = stubbedConsumer(stub, {
      async handle(delivery, name) {
        if (name === 'a1') return delivery.retry(trouble, 90_000)
        await held.promise
        await delivery.ack()
      },
    })
    await eventually(() => expect(consumer.seen).toEqual(['a1', 'b1']))
    consumer.abort()
    held.resolve()
    await consumer.ended
    expect(stub.of('DeleteMessageBatch').flatMap(({ Entries }) => Entries)).toEqual([{ Id: '0', ReceiptHandle: 'b-1' }])
    const back = stub.of('ChangeMessageVisibilityBatch').flatMap(({ Entries }) => Entries)
    const seconds = Object.fromEntries(back.map((entry) => [entry.ReceiptHandle, entry.VisibilityTimeout]))
    expect(seconds).toEqual({ 'a-1': expect.any(Number), 'a-2': 0, 'b-2': 0 })
    expect(seconds['a-1']).toBeGreaterThan(60)
    expect(seconds['a-1']).toBeLessThanOrEqual(90)
    expect(consumer.seen).toEqual(['a1', 'b1'])
  })
})

describe('polling', () => {
  test('bears the same number after an answer that got lost, and a new one after an answer', async () => {
    let polls = 0
    await using stub = await awsStub(({ operation }) => {
      if (operation !== 'ReceiveMessage') return undefined
      polls += 1
      return polls <= 2 ? 'cut' : undefined
    })
    await using consumer = stubbedConsumer(stub)
    await eventually(() => expect(polls).toBeGreaterThan(3))
    const numbers = stub.of('ReceiveMessage').map((input) => input.ReceiveRequestAttemptId as string)
    expect(new Set(numbers.slice(0, 3)).size).toBe(1)
    expect(numbers[3]).not.toBe(numbers[2])
    expect(consumer.seen).toEqual([])
  })

  test('ends for a while when a thousand messages are in hand, be it only that they wait', async () => {
    let brought = 0
    await using stub = await awsStub(({ operation }) => {
      if (operation !== 'ReceiveMessage') return undefined
      const messages = Array.from({ length: 10 }, () => receivedMessage(outbound(`key-${(brought += 1)}`)))
      return { Messages: messages }
    })
    await using consumer = stubbedConsumer(stub, {
      visibilitySeconds: 6,
      handle: (delivery) => delivery.retry(trouble, 600_000),
    })
    await eventually(() => expect(consumer.seen).toHaveLength(1_000))
    const beats = stub.of('ChangeMessageVisibilityBatch').length
    await eventually(() => expect(stub.of('ChangeMessageVisibilityBatch').length).toBeGreaterThan(beats + 100))
    expect(stub.of('ReceiveMessage')).toHaveLength(100)
  })

  test('of sixty queues is in the way of no send', async () => {
    const never = Promise.withResolvers<undefined>()
    await using stub = await awsStub(({ operation }) => (operation === 'ReceiveMessage' ? never.promise : undefined))
    const client = sqsClient({ ...nobody, endpoint: stub.url })
    const stopping = new AbortController()
    const topics = Array.from({ length: 60 }, (_, n) => `test.topic_${n}`)
    const ended = sqsSubscriber({ client, logger: warnings() }).consume(
      { consumer: 'tester', topics },
      (delivery) => delivery.ack(),
      { concurrency: 10, signal: stopping.signal },
    )
    await eventually(() => expect(stub.of('ReceiveMessage')).toHaveLength(60))
    expect(await sqsPublisher({ client }).publish([outbound('a')])).toEqual([undefined])
    stopping.abort()
    never.resolve(undefined)
    await ended
    client[Symbol.dispose]()
  })

  test('asks for no more than there is room for', async () => {
    await using stub = await awsStub(bringing(receivedMessage(outbound('a')), receivedMessage(outbound('b'))))
    const held = Promise.withResolvers<void>()
    await using consumer = stubbedConsumer(stub, {
      async handle(delivery) {
        await held.promise
        await delivery.ack()
      },
    })
    await eventually(() => expect(stub.of('ReceiveMessage').length).toBeGreaterThan(2))
    expect(
      stub
        .of('ReceiveMessage')
        .map((input) => input.MaxNumberOfMessages as number)
        .slice(0, 3),
    ).toEqual([10, 8, 8])
    held.resolve()
    await eventually(() => expect(stub.of('ReceiveMessage').at(-1).MaxNumberOfMessages).toBe(10))
    expect(consumer.seen).toHaveLength(2)
  })
})
