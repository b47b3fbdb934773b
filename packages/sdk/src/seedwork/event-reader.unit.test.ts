import { expect, test } from 'vitest'
import { z } from 'zod'
import { eventReader } from './event-reader.ts'
import type { NewEvent } from './event-store.ts'
import { defineMessage } from './message-definition.ts'
import { upcaster } from './upcast.ts'

const Poured = defineMessage({
  type: 'bar.poured',
  version: 2,
  schema: z.object({ centilitres: z.int() }),
  topic: 'eventos.bar',
  key: () => 'bottle',
  upcasters: { 1: upcaster(z.object({ glasses: z.int() }), ({ glasses }) => ({ centilitres: glasses * 20 })) },
})
const reader = eventReader([Poured])
const at = new Date(0)
const stored = (schemaVersion: number, data: unknown, type = 'bar.poured'): NewEvent => ({
  id: 'x',
  at,
  type,
  schemaVersion,
  data,
})

test('an event is read in the present form, from whichever version', () => {
  const read = { type: 'bar.poured', at, data: { centilitres: 40 } }
  expect(reader.read(stored(2, { centilitres: 40 }))).toEqual(read)
  expect(reader.read(stored(1, { glasses: 2 }))).toEqual(read)
})

test('its reason comes along, and nothing of how it is stored', () => {
  const read = reader.read({ ...stored(2, { centilitres: 40 }), reason: 'thirst' })
  expect(read).toEqual({ type: 'bar.poured', at, data: { centilitres: 40 }, reason: 'thirst' })
})

test('what is no event of the reader is refused', () => {
  const unknown = expect.objectContaining({ code: 'events.unknown_type', details: { type: 'bar.closed' } })
  expect(() => reader.read(stored(1, {}, 'bar.closed'))).toThrow(unknown)
  expect(() => reader.schemaVersion('bar.closed')).toThrow(unknown)
  expect([reader.knows('bar.closed'), reader.knows('bar.poured'), reader.schemaVersion('bar.poured')]).toEqual([
    false,
    true,
    2,
  ])
})
