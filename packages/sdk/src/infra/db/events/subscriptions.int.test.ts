import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventDatabase, numberOf, type EventDatabase } from '../../../../test/event-fixture.ts'
import { eventually } from '../../../../test/eventually.ts'
import { warnings } from '../../../../test/warnings.ts'
import type { StoredEvent } from '../../../seedwork/event-store.ts'
import { database } from '../database.ts'
import { subscribeToEvents } from './subscribe.ts'

let db: EventDatabase

beforeEach(async () => {
  db = await eventDatabase()
})
afterEach(() => db[Symbol.asyncDispose]())

interface Options {
  readonly handle?: (event: StoredEvent, signal: AbortSignal) => Promise<void>
  readonly category?: string
  readonly idle?: number
  readonly name?: string
}

/** An instance with connections of its own. */
const subscribed = ({ handle = async () => undefined, category, idle = 50, name = 'subscriber' }: Options = {}) => {
  const engine = database({ url: db.url, role: 'baltra_system', name })
  const stop = new AbortController()
  const logger = warnings()
  const seen: number[] = []
  const ended = subscribeToEvents(
    { database: engine, logger },
    {
      name: 'reader',
      ...(category ? { category } : {}),
      async handle(event, signal) {
        await handle(event, signal)
        seen.push(numberOf(event))
      },
    },
    { batch: 3, idle, signal: stop.signal },
  )
  return {
    seen,
    logger,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
      await engine[Symbol.asyncDispose]()
    },
  }
}

test('a subscription has every event from the first on, and goes on where it was left', async () => {
  await db.append('thing-a', [1, 2, 3, 4, 5])
  {
    await using one = subscribed()
    await eventually(() => expect(one.seen).toEqual([1, 2, 3, 4, 5]))
  }
  await db.append('thing-a', [6])
  await using two = subscribed()
  await eventually(() => expect(two.seen).toEqual([6]))
})

test('it is woken by an append, also of another process', async () => {
  await using one = subscribed({ idle: 600_000 })
  await db.append('thing-a', [1])
  await eventually(() => expect(one.seen).toEqual([1]))
  await db.append('thing-a', [2])
  await eventually(() => expect(one.seen).toEqual([1, 2]))
  await db.run(async ({ store }) =>
    store.append(
      'thing-a',
      [{ id: '019aab00-0000-7000-8000-00000000c0de', type: 't.t', schemaVersion: 1, at: new Date(), data: { n: 3 } }],
      { expected: 2 },
    ),
  )
  await eventually(() => expect(one.seen).toEqual([1, 2, 3]))
})

test('it finds what nobody rang for', async () => {
  await using one = subscribed({ category: 'thing', idle: 20 })
  await db.append('thing-a', [1])
  await eventually(() => expect(one.seen).toEqual([1]))
  await db.root.query(
    `insert into events.events (company_id, stream, version, event, origin)
     select company_id, stream, 2, '{"id": "x", "type": "t", "at": "2026-01-01", "data": {"n": 2}}', origin from events.events`,
  )
  await eventually(() => expect(one.seen).toEqual([1, 2]))
})

test('an event that is refused is tried again, those before it are not, and those behind it wait', async () => {
  let refusals = 3
  const handled: number[] = []
  await db.append('thing-a', [1, 2, 3])
  await using one = subscribed({
    async handle(event) {
      handled.push(numberOf(event))
      if (numberOf(event) === 2 && (refusals -= 1) >= 0) throw new Error('not now')
    },
  })
  await eventually(() => expect(one.seen).toEqual([1, 2, 3]))
  expect(handled).toEqual([1, 2, 2, 2, 2, 3])
  expect(one.logger.told).toHaveLength(3)
})

test('of two instances one is at work and the other stands by until that one has ended', async () => {
  const one = subscribed({ name: 'one' })
  await db.append('thing-a', [1])
  await eventually(() => expect(one.seen).toEqual([1]))
  await using two = subscribed({ name: 'two' })
  const asking = `select from pg_stat_activity
    where application_name = 'two' and datname = current_database() and query like '%pg_try_advisory_lock%'`
  await eventually(async () => expect(await db.root.query(asking)).toHaveLength(1))
  for (let n = 2; n <= 20; n += 1) await db.append('thing-a', [n])
  await eventually(() => expect(one.seen).toHaveLength(20))
  expect(two.seen).toEqual([])
  await one[Symbol.asyncDispose]()
  await db.append('thing-a', [21])
  await eventually(() => expect(two.seen).toEqual([21]))
})

test('of several instances one is at work; when its connections break another goes on, and nothing is left out', async () => {
  const sightings: number[] = []
  const handle = async (event: StoredEvent): Promise<void> => void sightings.push(numberOf(event))
  await using _one = subscribed({ name: 'one', handle })
  await using _two = subscribed({ name: 'two', handle })
  const all = Array.from({ length: 40 }, (_, n) => n)
  for (const n of all) {
    await db.append('thing-a', [n])
    if (n % 10 === 5) await db.root.terminate(n % 20 === 5 ? 'one' : 'two')
  }
  // Some may be seen again, for the place of whoever was cut off had not been noted.
  await eventually(() => expect([...new Set(sightings)]).toEqual(all))
})

test('a handler is told when its instance has lost its place', async () => {
  await db.append('thing-a', [1])
  let aborted = 0
  await using one = subscribed({
    name: 'cut off',
    async handle(_event, signal) {
      if (aborted > 0) return
      const told = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      await db.root.terminate('cut off')
      await told
      aborted += 1
    },
  })
  await eventually(() => expect(one.seen.length).toBeGreaterThan(1))
  expect(aborted).toBe(1)
})
