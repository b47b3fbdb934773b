import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { warnings } from '../../../test/warnings.ts'
import { consumer } from '../../infra/messaging/index.ts'
import { MemoryStore, memoryTransport } from '../../infra/messaging/memory/index.ts'
import { defineMessage } from '../../seedwork/message-definition.ts'
import { handle } from '../../seedwork/message-handler.ts'
import { outboundOf } from '../spies/outbound-of.ts'
import { crashPoints } from './crash-points.ts'

/** Knows a payment by its id. */
const bankOf = (paid: string[]) => ({
  payOnce: async (id: string) => {
    if (!paid.includes(id)) paid.push(id)
  },
})

test('a consumer dies as it runs: what a transport hands over is a boundary', async () => {
  const PayoutRequested = defineMessage({
    type: 'payments.payout_requested',
    version: 1,
    topic: 'eventos.pagos',
    schema: z.object({ id: z.string() }),
    key: ({ id }) => id,
  })
  const name = 'payments'
  const points = await crashPoints({
    world: async () => {
      const store = new MemoryStore()
      const transport = memoryTransport({ store })
      await transport.subscribe({ consumer: name, topics: [PayoutRequested.topic] })
      await transport.publish([outboundOf(PayoutRequested, { id: 'p1' })])
      return { paid: [] as string[], store, transport, stop: new AbortController() }
    },
    handler: async (world, crash) => {
      world.transport = memoryTransport({ store: world.store })
      world.stop = new AbortController()
      const { subscriber, bank } = crash.wrap({ subscriber: world.transport, bank: bankOf(world.paid) })
      const pay = handle(PayoutRequested, ({ id }) => bank.payOnce(id))
      const paying = consumer(
        { subscriber, logger: warnings() },
        { name, messages: [PayoutRequested], handlers: [pay] },
      )
      const working = paying.run(world.stop.signal)
      await vi.waitFor(() => expect(world.store.waiting(name)).toBe(0), { interval: 1, timeout: 5_000 })
      world.stop.abort()
      await working
    },
    died: ({ stop, transport }) => {
      stop.abort()
      transport.disconnect()
    },
    invariant: ({ paid }) => expect(paid).toEqual(['p1']),
  })
  expect(points).toEqual([
    'before subscriber.consume',
    'before bank.payOnce',
    'after bank.payOnce',
    'before subscriber.consume.ack',
    'after subscriber.consume.ack',
    'after subscriber.consume',
    'before ack',
    'after ack',
  ])
})
