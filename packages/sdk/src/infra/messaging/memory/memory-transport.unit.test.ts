import { describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import { MemoryStore } from './memory-store.ts'
import { memoryTransport } from './memory-transport.ts'

const { companyId } = aCall()
const consumer = 'tester'
const topics = ['test.topic']

const consuming = async (handle: (delivery: Delivery) => Promise<void>) => {
  const store = new MemoryStore()
  const logger = warnings()
  const transport = memoryTransport({ store, logger })
  const stop = new AbortController()
  await transport.subscribe({ consumer, topics })
  const ended = transport.consume({ consumer, topics }, handle, { concurrency: 2, signal: stop.signal })
  return {
    store,
    logger,
    transport,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}

// What it promises as a transport is in the conformance suite. These are its own additions, for tests to look at.
describe('the memory transport', () => {
  test('shows dead letters with what each attempt ended with, and counts them among what waits', async () => {
    const trouble = new Failure('unavailable', 'test.trouble', 'trouble')
    const refusal = new Failure('invalid', 'test.refused', 'refused')
    await using running = await consuming((delivery) =>
      delivery.finished === 0 ? delivery.retry(trouble, 0) : delivery.park(refusal),
    )
    const sent = outboundMessage({ companyId, key: 'a' })
    await running.transport.publish([sent])
    await eventually(() =>
      expect(running.store.deadLetters(consumer)).toMatchObject([
        { message: sent.message, errors: [trouble, refusal] },
      ]),
    )
    expect(running.store.waiting(consumer)).toBe(1)
    expect([running.store.waiting('nobody'), running.store.deadLetters('nobody')]).toEqual([0, []])
  })

  test.each([
    ['tries a dead letter again that is replayed', 'replay', [1, 1, 2, 3], [0, 0, 0, 0]],
    ['goes on without one that is discarded', 'discard', [1, 2, 3], [0, 0, 0]],
  ] as const)('%s, and then those behind it in their order', async (_what, action, expected, finished) => {
    let isCured = false
    const seen: number[] = []
    const ended: number[] = []
    await using running = await consuming(async (delivery) => {
      const { sequence } = delivery.message as { readonly sequence: number }
      seen.push(sequence)
      ended.push(delivery.finished)
      if (sequence === 1 && !isCured) await delivery.park(new Failure('invalid', 'test.refused', 'refused'))
      else await delivery.ack()
    })
    await running.transport.publish([1, 2, 3].map((sequence) => outboundMessage({ companyId, key: 'a', sequence })))
    await eventually(() => expect(running.store.deadLetters(consumer)).toHaveLength(1))
    const [letter] = running.store.deadLetters(consumer)
    isCured = true
    letter![action]()
    letter![action]()
    await eventually(() => expect(running.store.waiting(consumer)).toBe(0))
    expect([seen, ended]).toEqual([expected, finished])
  })

  test('tells of a handler that threw', async () => {
    const error = new Error('a bug')
    await using running = await consuming(async (delivery) => {
      if (delivery.started === 1) throw error
      await delivery.ack()
    })
    await running.transport.publish([outboundMessage({ companyId, key: 'a' })])
    await eventually(() => expect(running.store.waiting(consumer)).toBe(0))
    expect(running.logger.told).toEqual([
      { facts: { error, consumer }, message: 'a message was not settled, and comes again' },
    ])
  })

  test('gives no two attempts the same object', async () => {
    const seen: unknown[] = []
    await using running = await consuming(async (delivery) => {
      const message = delivery.message as { data: { count: number } }
      seen.push(message.data.count)
      message.data.count += 1
      await (seen.length < 2 ? delivery.retry(new Failure('unavailable', 'a.b', 'c'), 0) : delivery.ack())
    })
    const sent = outboundMessage({ companyId, key: 'a', data: { count: 1 } })
    await running.transport.publish([sent])
    await eventually(() => expect(running.store.waiting(consumer)).toBe(0))
    expect([seen, sent.message.data]).toEqual([[1, 1], { count: 1 }])
  })

  test('lets a handler that always throws stop nobody from running', async () => {
    let attempts = 0
    await using running = await consuming(() => {
      attempts += 1
      return Promise.reject(new Error('always'))
    })
    await running.transport.publish([outboundMessage({ companyId, key: 'a' })])
    await eventually(() => expect(attempts).toBeGreaterThan(3))
    expect(running.store.waiting(consumer)).toBe(1)
  })
})
