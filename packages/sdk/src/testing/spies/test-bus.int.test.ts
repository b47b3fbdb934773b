import { expect, test } from 'vitest'
import { z } from 'zod'
import { consumer } from '../../infra/messaging/index.ts'
import { Failure } from '../../seedwork/failure.ts'
import { defineMessage } from '../../seedwork/message-definition.ts'
import { handle } from '../../seedwork/message-handler.ts'
import { testBus } from './test-bus.ts'

const PayoutSent = defineMessage({
  type: 'payments.payout_sent',
  version: 1,
  topic: 'eventos.pagos',
  schema: z.object({ id: z.string() }),
  key: ({ id }) => id,
})

test('a consumer runs on a test bus, which tells what becomes of its messages', async () => {
  await using bus = testBus({}, { within: 30_000 })
  const seen: string[] = []
  const note = handle(PayoutSent, async ({ id }) => {
    if (id === 'unknown') throw new Failure('not_found', 'test.unknown', 'nobody knows it')
    seen.push(id)
  })
  await bus.runs(consumer(bus, { name: 'payments', messages: [PayoutSent], handlers: [note] }))
  await bus.publish(PayoutSent, { id: 'p1' })
  await bus.publish(PayoutSent, { id: 'unknown' })
  await bus.publish(PayoutSent, { id: 'p2' }, { data: { id: 2 } })
  await bus.handled(PayoutSent, { id: 'p1' })
  expect((await bus.parked(PayoutSent, { id: 'unknown' })).failure.code).toBe('test.unknown')
  // @ts-expect-error: an id is a text, and on the wire it was none
  expect((await bus.parked(PayoutSent, { id: 2 })).failure.code).toBe('messaging.bad_data')
  expect(seen).toEqual(['p1'])
})
