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

describe('the heart-beat', () => {
  test('keeps what is in hand, waiting for a retry or behind one too', async () => {
    const bring = bringing(receivedMessage(outbound('a', 1)), receivedMessage(outbound('a', 2)))
    await using stub = await awsStub(bring)
    await using consumer = stubbedConsumer(stub, {
      visibilitySeconds: 2,
      handle: (delivery) => delivery.retry(trouble, 60_000),
    })
    await eventually(() => expect(stub.of('ChangeMessageVisibilityBatch').length).toBeGreaterThan(3))
    for (const { Entries } of stub.of('ChangeMessageVisibilityBatch')) {
      expect(Entries.map(({ ReceiptHandle, VisibilityTimeout }: never) => [ReceiptHandle, VisibilityTimeout])).toEqual([
        ['a-1', 2],
        ['a-2', 2],
      ])
    }
    expect(consumer.seen).toEqual(['a1'])
  })

  test('that is refused makes the hold worth nothing: nothing is settled, and what is behind goes back', async () => {
    const bring = bringing(receivedMessage(outbound('a', 1)), receivedMessage(outbound('a', 2)))
    await using stub = await awsStub((call) => {
      if (call.operation !== 'ChangeMessageVisibilityBatch') return bring(call)
      const Successful = call.input.Entries.filter(({ ReceiptHandle }: never) => ReceiptHandle !== 'a-1')
      const Failed = [{ Id: '0', Code: 'MessageNotInflight', SenderFault: true }]
      return Successful.length < call.input.Entries.length ? { Successful, Failed } : undefined
    })
    const refusals: unknown[] = []
    await using consumer = stubbedConsumer(stub, {
      visibilitySeconds: 2,
      async handle(delivery) {
        await eventually(() => expect(stub.of('ChangeMessageVisibilityBatch')).toHaveLength(2))
        await delivery.ack().catch((error: unknown) => refusals.push(error))
      },
    })
    await eventually(() => expect(refusals).toEqual([expect.objectContaining({ code: 'sqs.hold_lost' })]))
    await eventually(() =>
      expect(stub.of('ChangeMessageVisibilityBatch').at(-1).Entries).toEqual([
        { Id: '0', ReceiptHandle: 'a-2', VisibilityTimeout: 0 },
      ]),
    )
    expect(stub.of('DeleteMessageBatch')).toEqual([])
    expect(consumer.seen).toEqual(['a1'])
  })

  test('that can not be sent is no loss before the time is over, and one for good afterwards', async () => {
    const bring = bringing(receivedMessage(outbound('a', 1)), receivedMessage(outbound('b', 1)))
    let isDown = true
    await using stub = await awsStub((call) => {
      if (call.operation !== 'ChangeMessageVisibilityBatch' || !isDown) return bring(call)
      return { error: 'InternalFailure', status: 500 }
    })
    const settled: unknown[] = []
    await using consumer = stubbedConsumer(stub, {
      visibilitySeconds: 1,
      async handle(delivery, name) {
        const begun = performance.now()
        if (name === 'b1') await eventually(() => expect(performance.now() - begun).toBeGreaterThan(1_100))
        isDown = name !== 'b1'
        await delivery.ack().then(
          () => settled.push(name),
          (error: unknown) => settled.push((error as Failure).code),
        )
      },
    })
    await eventually(() => expect(settled).toEqual(['a1', 'sqs.hold_lost']))
    expect(consumer.seen).toEqual(['a1', 'b1'])
  })
})

describe('attempts', () => {
  test('of what was received behind another are its own: only the first of a group was ever begun', async () => {
    const count = { count: 7 }
    const bring = bringing(receivedMessage(outbound('a', 1), count), receivedMessage(outbound('a', 2), count))
    await using stub = await awsStub(bring)
    await using consumer = stubbedConsumer(stub)
    await eventually(() => expect(consumer.seen).toEqual(['a1', 'a2']))
    expect(consumer.told).toEqual([
      { started: 7, finished: 0 },
      { started: 1, finished: 0 },
    ])
  })

  test('on a standard queue are as many as it was received', async () => {
    await using stub = await awsStub(
      bringing(receivedMessage(outbound('a', 1), { count: 7 }), receivedMessage(outbound('a', 2), { count: 3 })),
    )
    await using consumer = stubbedConsumer(stub, { fifo: false })
    await eventually(() =>
      expect(consumer.told.map(({ started }) => started).toSorted((a, b) => a - b)).toEqual([3, 7]),
    )
  })
})
