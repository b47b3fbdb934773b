import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventDatabase, happened, numberOf, type EventDatabase } from '../../../../test/event-fixture.ts'
import { CompanyId } from '../../../seedwork/call.ts'
import { noStream } from '../../../seedwork/event-store.ts'
import { uuidv7, uuidv7Ids } from '../../../seedwork/typed-id.ts'
import { eventStore } from './event-store.ts'
import { loadEvents } from './load-events.ts'
import { readStream, readStreams } from './read-streams.ts'
import { streamHistory } from './stream-history.ts'

let db: EventDatabase

beforeAll(async () => {
  db = await eventDatabase()
})
beforeEach(() => db.root.query('truncate events.events, events.streams, messaging.outbox, messaging.inbox'))
afterAll(() => db[Symbol.asyncDispose]())

const conflict = expect.objectContaining({ kind: 'conflict', code: 'conflict', retryable: true })
const load = (stream: `${string}-${string}`, after = 0) => db.run(({ store }) => store.load(stream, { after }))
const nextPosition = async () => {
  const [row] = await db.root.query<{ next: string }>('select last_value as next from events.events_position_seq')
  return row!.next
}

describe('an append', () => {
  test('gives the events their places in the stream, and keeps all that was said of them', async () => {
    const at = new Date('2026-01-02T03:04:05.006Z')
    const said = { ...happened(1), at, reason: 'it had to be', schemaVersion: 7 }
    await db.run(async ({ store }) => {
      store.append('thing-a', [said, happened(2)], { expected: noStream })
      store.append('thing-a', [happened(3)], { expected: 2 })
    })
    const loaded = await load('thing-a')
    expect(loaded.map(({ version, ...event }) => [version, numberOf(event)])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    expect(loaded[0]).toEqual({ ...said, stream: 'thing-a', version: 1 })
    const [stored] = await streamHistory({ database: db.system }, 'thing-a')
    const { companyId, actor, correlationId } = db.call
    expect(stored).toMatchObject({ ...said, version: 1, companyId, actor, correlationId })
    expect(stored!.recordedAt.getTime()).toBeGreaterThan(at.getTime())
  })

  test.each([
    ['a stream that is there where none was expected', noStream],
    ['a lower version', 1],
    ['a higher version', 3],
  ])('to %s is refused, and nothing of its unit is kept', async (_what, expected) => {
    await db.append('thing-a', [1, 2])
    const before = await nextPosition()
    const refused = db.run(async ({ store, transaction }) => {
      const { id, type, at, data } = happened(9)
      store.append('thing-b', [happened(9)], { expected: noStream })
      transaction.publish({ id, topic: 'test.topic', key: 'k', type, at, data })
      store.append('thing-a', [happened(3)], { expected })
    })
    await expect(refused).rejects.toThrow(conflict)
    expect([(await load('thing-a')).length, (await load('thing-b')).length]).toEqual([2, 0])
    expect(await db.root.query('select 1 from messaging.outbox')).toEqual([])
    // The append to the other stream had been right, and drew one; the refused one drew none.
    expect(Number(await nextPosition())).toBe(Number(before) + 1)
  })

  test('to a stream that is not there, with a version, is refused', async () => {
    await expect(db.append('thing-a', [1], 1)).rejects.toThrow(conflict)
    expect(await load('thing-a')).toEqual([])
  })

  test('of whichever version goes to the end', async () => {
    expect(await db.append('thing-a', [1, 2])).toBe(2)
    expect(await db.append('thing-a', [3])).toBe(3)
    expect((await load('thing-a')).map(numberOf)).toEqual([1, 2, 3])
  })

  test.each([noStream, 1])('of two that expect version %i one wins, and the other uses up no position', async (n) => {
    if (n > 0) await db.append('thing-a', [0])
    const before = await nextPosition()
    await using first = await db.app.begin(db.call)
    await using second = await db.app.begin(db.call)
    eventStore(first).append('thing-a', [happened(1)], { expected: n })
    await first.query('select 1')
    eventStore(second).append('thing-a', [happened(2)], { expected: n })
    const late = second.commit().then(
      () => 'committed',
      (error: unknown) => error,
    )
    await first.commit()
    expect(await late).toEqual(conflict)
    expect((await load('thing-a', n)).map(numberOf)).toEqual([1])
    expect(Number(await nextPosition())).toBe(Number(before) + 1)
  })

  test('without a category, or without events, is none', () => {
    const wrong = (stream: string, numbers: readonly number[]) =>
      db.run(async ({ store }) => store.append(stream as 'a-b', numbers.map(happened), { expected: 'any' }))
    return Promise.all([
      expect(wrong('thing', [1])).rejects.toThrow(expect.objectContaining({ code: 'events.bad_stream' })),
      expect(wrong('Thing-a', [1])).rejects.toThrow(expect.objectContaining({ code: 'events.bad_stream' })),
      expect(wrong('thing-a', [])).rejects.toThrow(expect.objectContaining({ code: 'events.nothing_to_append' })),
    ])
  })

  test('is committed with the messages and the mark of its unit, once', async () => {
    const messageId = uuidv7(Date.now())
    const handle = () =>
      db.app
        .begin({ ...db.call, once: { kind: 'message', consumer: 'tester', messageId } })
        .then(async (transaction) => {
          await using _ = transaction
          const { id, type, at, data } = happened(1)
          eventStore(transaction).append('thing-a', [happened(1)], { expected: 'any' })
          transaction.publish({ id, topic: 'test.topic', key: 'k', type, at, data })
          await transaction.commit()
        })
    await handle()
    await expect(handle()).rejects.toThrow(expect.objectContaining({ code: 'messaging.already_handled' }))
    const counts = await db.root.query(
      'select (select count(*)::int from events.events) as events, (select count(*)::int from messaging.outbox) as messages',
    )
    expect(counts).toEqual([{ events: 1, messages: 1 }])
  })
})

describe('streams are read', () => {
  const planners = [[''], ['enable_indexscan'], ['enable_seqscan'], ['enable_sort'], ['enable_bitmapscan']]

  test.each(planners)('in their order, whatever the planner may not use: %s', async (setting) => {
    for (let n = 1; n <= 40; n += 1) await db.append(n % 2 ? 'thing-a' : 'thing-b', [n])
    // The rows no longer lie in the order of their writing.
    await db.root.query('cluster events.events using events_of_category')
    await db.root.query(`update events.events set recorded_at = recorded_at where version % 3 = 0`)
    await db.run(async ({ store, transaction }) => {
      const off = ['enable_indexscan', 'enable_bitmapscan', 'enable_indexonlyscan']
      for (const name of setting === 'enable_indexscan' ? off : setting ? [setting] : []) {
        await transaction.query(`select set_config($1, 'off', true)`, [name])
      }
      const odd = Array.from({ length: 20 }, (_, n) => 2 * n + 1)
      expect((await store.load('thing-a')).map(numberOf)).toEqual(odd)
      expect((await store.load('thing-a', { after: 18 })).map(({ version }) => version)).toEqual([19, 20])
      const all = await store.loadAll(['thing-b', 'thing-a', 'thing-none'])
      expect([...all.keys()].toSorted()).toEqual(['thing-a', 'thing-b'])
      expect(all.get('thing-a')!.map(numberOf)).toEqual(odd)
      expect(all.get('thing-b')!.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
    })
  })

  test('of one company only, also under the same name', async () => {
    const other = uuidv7Ids.next(CompanyId)
    await db.append('thing-a', [1])
    await using transaction = await db.app.begin({ ...db.call, companyId: other })
    const store = eventStore(transaction)
    expect([await store.load('thing-a'), await store.loadAll(['thing-a'])]).toEqual([[], new Map()])
    store.append('thing-a', [happened(2)], { expected: noStream })
    await transaction.commit()
    expect((await load('thing-a')).map(numberOf)).toEqual([1])
    await using session = await db.app.session({ companyId: other })
    expect((await readStream(session, 'thing-a')).map(numberOf)).toEqual([2])
    expect((await readStreams(session, ['thing-a'])).size).toBe(1)
    expect((await streamHistory({ database: db.system }, 'thing-a')).length).toBe(2)
  })

  test('by one statement too, as a session reads them', async () => {
    await db.append('thing-a', [1, 2, 3])
    await using session = await db.app.session(db)
    const read = await readStream(session, 'thing-a', { after: 1 })
    expect(await loadEvents({ database: db.app }, db, 'thing-a', { after: 1 })).toEqual(read)
    expect(read.map(numberOf)).toEqual([2, 3])
    expect(await loadEvents({ database: db.app }, db, 'thing-none')).toEqual([])
    const other = { companyId: uuidv7Ids.next(CompanyId) }
    expect(await loadEvents({ database: db.app }, other, 'thing-a')).toEqual([])
  })

  test('and another company can not be written for', async () => {
    await using transaction = await db.app.begin(db.call)
    const insert = `insert into events.events (company_id, stream, version, event, origin) values ($1, 'a-b', 1, '{}', '{}')`
    const forged = transaction.query(insert, [uuidv7Ids.next(CompanyId)])
    await expect(forged).rejects.toThrow('row-level security')
  })
})
