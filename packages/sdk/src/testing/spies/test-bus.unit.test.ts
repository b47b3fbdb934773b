import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../seedwork/failure.ts'
import { defineMessage } from '../../seedwork/message-definition.ts'
import type { Delivery } from '../../seedwork/transport.ts'
import { typedId } from '../../seedwork/typed-id.ts'
import { upcaster } from '../../seedwork/upcast.ts'
import { testBus, type TestBus } from './test-bus.ts'

const PayoutId = typedId('PayoutId')
const [p1, p2] = ['019aab00-0000-7000-8000-000000000001', '019aab00-0000-7000-8000-000000000002'] as const

const PayoutRequested = defineMessage({
  type: 'payments.payout_requested',
  version: 2,
  topic: 'eventos.pagos',
  schema: z.object({
    id: PayoutId,
    amount: z.object({ minor: z.string(), currency: z.string() }),
    tags: z.array(z.string()).default([]),
  }),
  key: ({ id }) => id,
  upcasters: {
    1: upcaster(z.object({ id: PayoutId, cents: z.int() }), ({ id, cents }) => ({
      id,
      amount: { minor: String(cents), currency: 'MXN' },
    })),
  },
})
const PayoutSent = defineMessage({
  type: 'payments.payout_sent',
  version: 1,
  topic: 'eventos.pagos',
  schema: z.object({ id: PayoutId }),
  key: ({ id }) => id,
})

const amount = { minor: '500', currency: 'MXN' }
const trouble = new Failure('unavailable', 'bank.down', 'the bank is down')

/** A consumer that does this with each delivery. */
const consuming = (bus: TestBus, handle: (delivery: Delivery) => Promise<void> = (delivery) => delivery.ack()) => {
  const subscription = { consumer: 'payments', topics: ['eventos.pagos'] }
  return bus.runs({
    subscribe: () => bus.subscriber.subscribe(subscription),
    run: (signal) => bus.subscriber.consume(subscription, handle, { concurrency: 2, signal }),
  })
}

/** What a wait that is in vain says. */
const complaint = (waiting: Promise<unknown>): Promise<string> =>
  waiting.then(
    () => 'it was seen',
    (error: unknown) => (Failure.is(error) && error.code === 'testing.not_seen' ? error.message : String(error)),
  )

describe('a test bus', () => {
  test('waits for what is going to happen', async () => {
    await using bus = testBus({}, { within: 60_000 })
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    await consuming(bus, async (delivery) => {
      await asked
      await delivery.ack()
    })
    await bus.publish(PayoutRequested, { id: p1, amount })
    const handled = bus.handled(PayoutRequested, { id: p1 })
    ask()
    expect(await handled).toMatchObject({
      topic: 'eventos.pagos',
      consumer: 'payments',
      message: {
        type: 'payments.payout_requested',
        dataschema: 'payments.payout_requested/2',
        companyid: bus.companyId,
      },
      data: { id: p1, amount: { minor: '500', currency: 'MXN' }, tags: [] },
    })
  })

  test('answers at once with what has happened', async () => {
    await using bus = testBus({}, { within: 0 })
    await bus.publish(PayoutRequested, { id: p1, amount })
    await expect(bus.published(PayoutRequested, { id: p1 })).resolves.toMatchObject({ message: { sequence: 1 } })
  })

  test('tells apart what was acknowledged, what comes again and what was parked', async () => {
    await using bus = testBus()
    await consuming(bus, async (delivery) => {
      const { data } = delivery.message as { data: { id: string } }
      if (data.id === p2) return delivery.park(trouble)
      return delivery.finished === 0 ? delivery.retry(trouble, 0) : delivery.ack()
    })
    await bus.publish(PayoutRequested, { id: p1, amount })
    await bus.publish(PayoutRequested, { id: p2, amount })
    expect((await bus.failed(PayoutRequested, { id: p1 })).failure).toBe(trouble)
    await bus.handled(PayoutRequested, { id: p1 })
    expect((await bus.parked(PayoutRequested)).data.id).toBe(p2)
    expect(bus.seen('handled', PayoutRequested)).toHaveLength(1)
    expect(bus.seen('published', PayoutRequested).map(({ data }) => data.id)).toEqual([p1, p2])
    expect(bus.seen('handled', PayoutSent)).toEqual([])
  })

  test('takes a handler that threw for one that failed', async () => {
    await using bus = testBus()
    const bug = new TypeError('a bug')
    await consuming(bus, (delivery) => (delivery.started === 1 ? Promise.reject(bug) : delivery.ack()))
    await bus.publish(PayoutSent, { id: p1 })
    expect((await bus.failed(PayoutSent)).failure).toMatchObject({ code: 'testing.not_settled', cause: bug })
    await bus.handled(PayoutSent)
  })

  test('knows data as they are on the wire and as they are read, of an older version too', async () => {
    await using bus = testBus({}, { within: 0 })
    await bus.publish(
      PayoutRequested,
      { id: p1, amount },
      { dataschema: 'payments.payout_requested/1', data: { id: p1, cents: 7 } },
    )
    await bus.publish(PayoutRequested, { id: p2, amount })
    expect((await bus.published(PayoutRequested, { amount: { minor: '7' } })).data).toMatchObject({
      id: p1,
      amount: { currency: 'MXN' },
    })
    // Of the older version only on the wire: the present one has no such field.
    await bus.published(PayoutRequested, { cents: 7 } as object)
    await bus.published(PayoutRequested, { id: p2, amount: { minor: '500' } })
    await bus.published(PayoutRequested, { id: p2, tags: [] })
  })

  test('publishes the messages of a key with numbers that have no gap', async () => {
    await using bus = testBus()
    const sequences = []
    for (const id of [p1, p1, p2, p1]) sequences.push((await bus.publish(PayoutSent, { id })).sequence)
    expect(sequences).toEqual([1, 2, 1, 3])
  })

  test('lets a consumer subscribe before it runs', async () => {
    const order: string[] = []
    await using bus = testBus()
    await bus.runs({
      subscribe: async () => {
        await Promise.resolve()
        order.push('subscribed')
      },
      run: async () => order.push('running'),
    })
    expect(order).toEqual(['subscribed', 'running'])
  })

  test('takes nothing for published that was refused', async () => {
    const transport = {
      publish: async () => [trouble],
      subscribe: async () => undefined,
      consume: async () => undefined,
    }
    await using bus = testBus({ transport }, { within: 0 })
    await expect(bus.publish(PayoutSent, { id: p1 })).rejects.toBe(trouble)
    expect(await complaint(bus.published(PayoutSent))).toContain('nothing was seen')
  })

  test('stops waiting when what it runs has failed, and says why', async () => {
    const bus = testBus({}, { within: 60_000 })
    const broken = new Error('no such broker')
    const handled = bus.handled(PayoutSent)
    await bus.runs({ run: () => Promise.reject(broken) })
    await expect(handled).rejects.toBe(broken)
    await expect(bus[Symbol.asyncDispose]()).rejects.toBe(broken)
  })

  test('ends what it runs', async () => {
    const ended: string[] = []
    {
      await using bus = testBus()
      await bus.runs({
        async run(signal) {
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
          await new Promise((resolve) => setImmediate(resolve))
          ended.push('it')
        },
      })
    }
    expect(ended).toEqual(['it'])
  })

  test('checks what is told of a message', async () => {
    await using bus = testBus({}, { within: 0 })
    // @ts-expect-error: a payout has no sum
    expect(await complaint(bus.handled(PayoutRequested, { sum: 5 }))).toContain('no payments.payout_requested')
    // @ts-expect-error: the currency is a text
    expect(await complaint(bus.handled(PayoutRequested, { amount: { currency: 5 } }))).toContain('no payments')
    // @ts-expect-error: an amount is missing
    await expect(bus.publish(PayoutRequested, { id: p1 })).rejects.toThrow('amount')
    await bus.publish(PayoutRequested, { id: p1, amount })
    const { data } = await bus.published(PayoutRequested, { id: PayoutId.parse(p1) })
    const tags: readonly string[] = data.tags
    expect(tags).toEqual([])
  })
})

describe('what was not seen is told with', () => {
  test('what happened to it instead', async () => {
    await using bus = testBus({}, { within: 1 })
    await consuming(bus, (delivery) => delivery.park(trouble))
    await bus.publish(PayoutRequested, { id: p1, amount })
    await bus.parked(PayoutRequested)
    expect(await complaint(bus.handled(PayoutRequested, { id: p1 }))).toBe(
      [
        `no payments.payout_requested with { id: '${p1}' } was handled within 1 ms`,
        'it was published',
        'it was parked: bank.down, the bank is down',
        'seen: payments.payout_requested published, payments.payout_requested parked',
      ].join('\n'),
    )
  })

  test('what came closest', async () => {
    await using bus = testBus({}, { within: 0 })
    await bus.publish(PayoutRequested, { id: p2, amount: { minor: '1', currency: 'USD' } })
    await bus.publish(PayoutRequested, { id: p1, amount: { minor: '1', currency: 'USD' } })
    await bus.publish(PayoutSent, { id: p1 })
    await bus.publish(PayoutSent, { id: p2 })
    expect(await complaint(bus.published(PayoutRequested, { id: p1, amount: { minor: '1', currency: 'MXN' } }))).toBe(
      [
        `no payments.payout_requested with { id: '${p1}', amount: { minor: '1', currency: 'MXN' } } was published within 0 ms`,
        `closest: one was published whose amount.currency is 'USD', not 'MXN'`,
        'seen: payments.payout_requested published (2 times), payments.payout_sent published (2 times)',
      ].join('\n'),
    )
  })

  test('what came closest of those that became what was waited for', async () => {
    await using bus = testBus({}, { within: 1 })
    await consuming(bus)
    await bus.publish(PayoutSent, { id: p2 })
    await bus.handled(PayoutSent)
    expect(await complaint(bus.handled(PayoutSent, { id: p1 }))).toContain(
      `closest: one was handled whose id is '${p2}', not '${p1}'`,
    )
  })

  test('that there was nothing', async () => {
    await using bus = testBus({}, { within: 0 })
    expect(await complaint(bus.handled(PayoutSent))).toBe(
      'no payments.payout_sent was handled within 0 ms\nnothing was seen',
    )
  })

  test('what was no message', async () => {
    await using bus = testBus({}, { within: 0 })
    await bus.publisher.publish([{ topic: 'eventos.pagos', message: 'text' as never }])
    expect(await complaint(bus.published(PayoutSent))).toContain('seen: something without a type published')
  })
})
