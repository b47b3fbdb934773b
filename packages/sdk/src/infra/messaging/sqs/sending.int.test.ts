import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { awsStub } from '../../../../test/aws/aws-stub.ts'
import { nobody } from '../../../../test/aws/sqs-under-test.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import { sqsClient } from './client.ts'
import { sqsPublisher } from './publisher.ts'
import { sqsSubscriber } from './subscriber.ts'

const { companyId } = aCall()
const outbound = (key: string, sequence = 1) => outboundMessage({ companyId, key, sequence })

describe('sending', () => {
  test.each(['RequestThrottled', 'KmsThrottled', 'OverLimit'])('is tried again after %s', async (error) => {
    let sends = 0
    await using stub = await awsStub(({ operation }) => {
      if (operation !== 'SendMessageBatch') return undefined
      sends += 1
      return sends < 3 ? { error, status: 403 } : undefined
    })
    using client = sqsClient({ ...nobody, endpoint: stub.url })
    expect(await sqsPublisher({ client }).publish([outbound('a')])).toEqual([undefined])
    expect(sends).toBe(3)
  })

  test('rejects when nothing is known of any, and says so of those only when others were sent', async () => {
    await using stub = await awsStub(({ operation, input }) => {
      if (operation !== 'SendMessageBatch' || !input.QueueUrl.includes('bad')) return undefined
      return { error: 'RequestThrottled', status: 403 }
    })
    using client = sqsClient({ ...nobody, endpoint: stub.url })
    const { publish } = sqsPublisher({ client })
    const bad = outboundMessage({ companyId, key: 'a', topic: 'test.bad' })
    const throttled = expect.objectContaining({ kind: 'unavailable', code: 'aws.throttled' })
    await expect(publish([bad])).rejects.toEqual(throttled)
    expect(await publish([outbound('a'), bad])).toEqual([undefined, throttled])
  })

  test('is tried again when the answer got lost, under the same deduplication id', async () => {
    let sends = 0
    await using stub = await awsStub(({ operation }) => {
      sends += operation === 'SendMessageBatch' ? 1 : 0
      return operation === 'SendMessageBatch' && sends === 1 ? 'cut' : undefined
    })
    using client = sqsClient({ ...nobody, endpoint: stub.url })
    const sent = outbound('a')
    expect(await sqsPublisher({ client }).publish([sent])).toEqual([undefined])
    const ids = stub.of('SendMessageBatch').map(({ Entries }) => Entries[0].MessageDeduplicationId as string)
    expect(ids).toEqual([sent.message.id, sent.message.id])
  })

  test('names the queue that there is not', async () => {
    await using stub = await awsStub(({ operation }) =>
      operation === 'GetQueueUrl' ? { error: 'QueueDoesNotExist', status: 400 } : undefined,
    )
    using client = sqsClient({ ...nobody, endpoint: stub.url })
    await expect(sqsPublisher({ client }, { prefix: 'live-' }).publish([outbound('a')])).rejects.toMatchObject({
      kind: 'not_found',
      message: expect.stringContaining('live-test-topic.fifo'),
    })
  })

  test('tells a standard queue the company, which no other waits for, and no id', async () => {
    await using stub = await awsStub(() => undefined)
    using client = sqsClient({ ...nobody, endpoint: stub.url })
    await sqsPublisher({ client }, { fifo: false }).publish([outbound('a')])
    const [entry] = stub.of('SendMessageBatch')[0].Entries
    expect([entry.MessageGroupId, entry.MessageDeduplicationId]).toEqual([companyId, undefined])
  })

  test('finds its way by the address that was set, whatever host stands in the URL of a queue', async () => {
    await using stub = await awsStub(() => undefined)
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', stub.url)
    onTestFinished(() => void vi.unstubAllEnvs())
    using client = sqsClient(nobody)
    expect(await sqsPublisher({ client }).publish([outbound('a')])).toEqual([undefined])
    expect(stub.of('SendMessageBatch')[0].QueueUrl).toContain('queues.invalid')
  })
})

describe('subscribing', () => {
  test('makes nothing when it is not known whether it is there', async () => {
    await using stub = await awsStub(({ operation }) =>
      operation === 'GetQueueUrl' ? { error: 'AccessDeniedException', status: 400 } : undefined,
    )
    using client = sqsClient({ ...nobody, endpoint: stub.url })
    const subscribed = sqsSubscriber({ client, logger: warnings() }).subscribe({
      consumer: 'a',
      topics: ['test.topic'],
    })
    await expect(subscribed).rejects.toMatchObject({ kind: 'forbidden' })
    expect(stub.of('CreateQueue')).toEqual([])
  })

  test('needs no right but to look when everything is there', async () => {
    await using stub = await awsStub(() => undefined)
    using client = sqsClient({ ...nobody, endpoint: stub.url })
    await sqsSubscriber({ client, logger: warnings() }).subscribe({ consumer: 'a', topics: ['test.topic'] })
    expect(new Set(stub.calls.map(({ operation }) => operation))).toEqual(new Set(['GetQueueUrl']))
  })
})
