import { describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { awsStub } from '../../../../test/aws/aws-stub.ts'
import { receivedMessage } from '../../../../test/aws/received-message.ts'
import { bringing, stubbedConsumer } from '../../../../test/aws/stubbed-consumer.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { Failure } from '../../../seedwork/failure.ts'

const { companyId } = aCall()
const outbound = (key: string, sequence = 1) => outboundMessage({ companyId, key, sequence })
const trouble = new Failure('unavailable', 'test.trouble', 'trouble')

describe('deleting', () => {
  test('an entry that failed in a batch that succeeded brings its message again, before what is behind it', async () => {
    const bring = bringing(receivedMessage(outbound('a', 1)), receivedMessage(outbound('a', 2)))
    let deletions = 0
    await using stub = await awsStub((call) => {
      if (call.operation !== 'DeleteMessageBatch') return bring(call)
      deletions += 1
      const Failed = [{ Id: '0', Code: 'InternalError', SenderFault: false }]
      return deletions === 1 ? { Failed } : undefined
    })
    await using consumer = stubbedConsumer(stub)
    await eventually(() => expect(consumer.seen).toEqual(['a1', 'a1', 'a2']))
    expect(consumer.told.map(({ started, finished }) => [started, finished])).toEqual([
      [1, 0],
      [2, 0],
      [1, 0],
    ])
  })

  test('an entry that the answer does not name is not done', async () => {
    const bring = bringing(receivedMessage(outbound('a', 1)))
    let deletions = 0
    await using stub = await awsStub((call) => {
      if (call.operation !== 'DeleteMessageBatch') return bring(call)
      deletions += 1
      return deletions === 1 ? {} : undefined
    })
    await using consumer = stubbedConsumer(stub)
    await eventually(() => expect(consumer.seen).toEqual(['a1', 'a1']))
  })

  test('goes in batches of ten while a call is under way', async () => {
    const messages = Array.from({ length: 10 }, (_, n) => receivedMessage(outbound(`key-${n}`)))
    await using stub = await awsStub(bringing(...messages))
    await using consumer = stubbedConsumer(stub)
    await eventually(() => expect(consumer.seen).toHaveLength(10))
    await eventually(() => expect(stub.of('DeleteMessageBatch').flatMap(({ Entries }) => Entries)).toHaveLength(10))
    expect(stub.of('DeleteMessageBatch').length).toBeLessThan(5)
  })

  test.each([
    ['ReceiptHandleIsInvalid', 'standard queues'],
    ['InvalidParameterValue', 'FIFO queues'],
  ])('refused with %s, as of %s, leaves the message to others, and what is behind it too', async (Code) => {
    const bring = bringing(receivedMessage(outbound('a', 1)), receivedMessage(outbound('a', 2)))
    await using stub = await awsStub((call) => {
      if (call.operation !== 'DeleteMessageBatch') return bring(call)
      return { Failed: [{ Id: '0', Code, SenderFault: true }] }
    })
    await using consumer = stubbedConsumer(stub)
    await eventually(() =>
      expect(stub.of('ChangeMessageVisibilityBatch')).toEqual([
        expect.objectContaining({ Entries: [expect.objectContaining({ ReceiptHandle: 'a-2', VisibilityTimeout: 0 })] }),
      ]),
    )
    expect(consumer.seen).toEqual(['a1'])
  })
})

describe('parking', () => {
  test('deletes nothing before the dead letter is known to be there', async () => {
    const bring = bringing(receivedMessage(outbound('a', 1)))
    let isDown = true
    await using stub = await awsStub((call) => {
      if (call.operation !== 'SendMessage') return bring(call)
      return isDown ? { error: 'InternalFailure', status: 500 } : undefined
    })
    await using consumer = stubbedConsumer(stub, { handle: (delivery) => delivery.park(trouble) })
    await eventually(() => expect(consumer.seen.length).toBeGreaterThan(1))
    expect(stub.of('DeleteMessageBatch')).toEqual([])
    isDown = false
    await eventually(() => expect(stub.of('DeleteMessageBatch')).toHaveLength(1))
    const operations = stub.calls.map(({ operation }) => operation)
    expect(operations.indexOf('DeleteMessageBatch')).toBeGreaterThan(operations.lastIndexOf('SendMessage'))
  })
})
