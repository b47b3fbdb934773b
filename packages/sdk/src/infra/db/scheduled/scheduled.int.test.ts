import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../../../../test/eventually.ts'
import { callFor, hiringDatabase } from '../../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../../test/superuser.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import { database } from '../database.ts'
import type { Transaction } from '../transaction.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { verifyOutbox } from '../verify-outbox.ts'
import { cancelScheduled } from './cancel-scheduled.ts'
import { moveDue } from './move-due.ts'
import { scheduleMessage } from './schedule-message.ts'

type Company = Awaited<ReturnType<typeof db.provision>>

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Company
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
})
beforeEach(() => root.query('truncate messaging.outbox, messaging.key_sequences, messaging.scheduled'))
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

const hour = 3_600_000
const inAWhile = (milliseconds = hour) => new Date(Date.now() + milliseconds)
const ago = (milliseconds: number) => inAWhile(-milliseconds)
const message = (at: Date, data: unknown = {}, key = 'a') => ({
  id: uuidv7(Date.now()),
  topic: 'test.topic',
  key,
  type: 'test.happened',
  at,
  data,
})
const run = <Result>(work: (transaction: Transaction) => Promise<Result>, of = company) =>
  unitOfWork({ database: db.app }, (transaction) => transaction).run(callFor(of.companyId), work)
const schedule = (name: string, at: Date, data?: unknown, { key = 'a', of = company } = {}) =>
  run(async (transaction) => scheduleMessage(transaction, name, message(at, data, key)), of)
const cancel = (name: string, of = company) => run((transaction) => cancelScheduled(transaction, name), of)
const move = (limit = 500) => moveDue({ database: db.system }, { limit })
const waiting = async () =>
  (await root.query<{ name: string }>('select name from messaging.scheduled order by name')).map(({ name }) => name)
const outbox = () =>
  root.query<{ key: string; sequence: number; data: unknown }>(
    `select key, sequence::int, message -> 'data' as data from messaging.outbox order by id`,
  )
const blocked = () =>
  root.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)

/** Somebody who has the lane's number locked, until disposed: whoever moves a message of it waits. */
const holdingKey = async () => {
  await run(async (transaction) => transaction.publish(message(new Date(), 'before')))
  const holder = await superuser(db.url)
  await holder.query('begin')
  await holder.query('select from messaging.key_sequences for update')
  return holder
}

describe('a scheduled message', () => {
  test('waits for its time, and then takes the next number of its key', async () => {
    await schedule('later', inAWhile(), 'later')
    expect(await move()).toEqual({ moved: 0, held: 0, nextIn: expect.closeTo(hour, -5) })
    await run(async (transaction) => transaction.publish(message(new Date(), 'first')))
    await root.query(`update messaging.scheduled set due_at = now()`)
    expect(await move()).toEqual({ moved: 1, held: 0, nextIn: undefined })
    await run(async (transaction) => transaction.publish(message(new Date(), 'last')))
    expect(await outbox()).toEqual([
      { key: 'a', sequence: 1, data: 'first' },
      { key: 'a', sequence: 2, data: 'later' },
      { key: 'a', sequence: 3, data: 'last' },
    ])
    expect(await waiting()).toEqual([])
  })

  test('of a unit of work that fails never was', async () => {
    const failed = run(async (transaction) => {
      scheduleMessage(transaction, 'never', message(ago(1)))
      throw new Error('stumbled')
    })
    await expect(failed).rejects.toThrow('stumbled')
    expect(await waiting()).toEqual([])
  })

  test('carries what its call carried, and says the time of its going out', async () => {
    const at = ago(1)
    const call = callFor(company.companyId, { causationId: 'cause', traceparent: 'trace' })
    await unitOfWork({ database: db.app }, (transaction) => transaction).run(call, async (transaction) =>
      scheduleMessage(transaction, 'one', message(at)),
    )
    await move()
    const [row] = await root.query<{ message: object }>('select message from messaging.outbox')
    expect(row?.message).toMatchObject({
      correlationid: call.correlationId,
      causationid: 'cause',
      traceparent: 'trace',
      time: at.toISOString(),
    })
  })

  test('goes out in the order of becoming due, not of scheduling, and those of one instant as they were scheduled', async () => {
    const base = Date.now() - 10_000
    const due = [50, 10, 30, 30, 20, 40, 10]
    for (const [n, offset] of due.entries()) await schedule(`m${n}`, new Date(base + offset), n)
    await schedule('other', new Date(base), 'other', { key: 'b' })
    expect(await move(3)).toMatchObject({ moved: 3 })
    expect(await move(100)).toMatchObject({ moved: 5 })
    const rows = await outbox()
    expect(rows.filter(({ key }) => key === 'a').map(({ data }) => data)).toEqual([1, 6, 4, 2, 3, 5, 0])
    expect(rows.filter(({ key }) => key === 'a').map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(await verifyOutbox({ database: db.system })).toMatchObject({ messages: 8, lanes: 2, faults: [] })
  })

  test('is replaced by one of the same name, be it sooner or later', async () => {
    await schedule('one', inAWhile(), 'first')
    await schedule('one', ago(2), 'sooner', { key: 'b' })
    await schedule('two', ago(2), 'first')
    await schedule('two', inAWhile(), 'later')
    await move()
    expect(await outbox()).toEqual([{ key: 'b', sequence: 1, data: 'sooner' }])
    expect(await waiting()).toEqual(['two'])
  })

  test('that went out is not replaced: the second one of its name goes too', async () => {
    await schedule('one', ago(2), 1)
    await move()
    await schedule('one', ago(1), 2)
    await move()
    expect((await outbox()).map(({ data }) => data)).toEqual([1, 2])
  })

  test("is its company's: another one's of the same name is another one", async () => {
    const other = await db.provision()
    await schedule('one', inAWhile(), 'ours')
    expect(await cancel('one', other)).toBe(false)
    await schedule('one', inAWhile(), 'theirs', { of: other })
    expect(await cancel('one')).toBe(true)
    expect(await waiting()).toEqual(['one'])
    expect(await cancel('one', other)).toBe(true)
  })
})

describe('cancelling', () => {
  test('before its time keeps it from ever going out, also in the unit of work that scheduled it', async () => {
    await schedule('one', inAWhile())
    expect(await cancel('one')).toBe(true)
    expect(await cancel('one')).toBe(false)
    const both = run(async (transaction) => {
      scheduleMessage(transaction, 'two', message(ago(1)))
      return cancelScheduled(transaction, 'two')
    })
    expect(await both).toBe(true)
    expect([await move(), await outbox()]).toEqual([{ moved: 0, held: 0, nextIn: undefined }, []])
  })

  test('after it was moved comes too late, and says so', async () => {
    await schedule('one', ago(1))
    await move()
    expect(await cancel('one')).toBe(false)
    expect(await outbox()).toHaveLength(1)
  })

  test('is undone with its unit of work', async () => {
    await schedule('one', ago(1))
    const failed = run(async (transaction) => {
      expect(await cancelScheduled(transaction, 'one')).toBe(true)
      throw new Error('stumbled')
    })
    await expect(failed).rejects.toThrow('stumbled')
    expect(await move()).toMatchObject({ moved: 1 })
  })

  test('that comes first wins over a pump, which leaves it and what comes behind it', async () => {
    await schedule('one', ago(3), 1)
    await schedule('two', ago(2), 2)
    await schedule('three', ago(1), 3, { key: 'b' })
    await run(async (transaction) => {
      await cancelScheduled(transaction, 'one')
      expect(await move()).toEqual({ moved: 1, held: 1, nextIn: undefined })
      expect((await outbox()).map(({ data }) => data)).toEqual([3])
    })
    expect(await move()).toMatchObject({ moved: 1, held: 0 })
    expect((await outbox()).map(({ data }) => data)).toEqual([3, 2])
  })

  test('that comes second waits for the pump, and then knows', async () => {
    await using holder = await holdingKey()
    await schedule('one', ago(1), 'due')
    const moving = move()
    await eventually(async () => expect(await blocked()).toHaveLength(1))
    const cancelling = cancel('one')
    await eventually(async () => expect(await blocked()).toHaveLength(2))
    await holder.query('commit')
    expect([await moving, await cancelling]).toEqual([expect.objectContaining({ moved: 1 }), false])
    expect((await outbox()).map(({ data }) => data)).toEqual(['before', 'due'])
  })
})

test('a pump that dies in the midst of moving has moved nothing, and the next one does', async () => {
  await using holder = await holdingKey()
  await using pump = database({ url: db.url, role: 'baltra_system', name: 'dying' })
  await schedule('one', ago(1), 'due')
  const moving = moveDue({ database: pump }, { limit: 10 }).catch((error: unknown) => error)
  await eventually(async () => expect(await blocked()).toHaveLength(1))
  await root.terminate('dying')
  expect(await moving).toMatchObject({ kind: 'unavailable' })
  // Its client hears of it before its locks are gone.
  await eventually(async () => expect(await root.terminate('dying')).toBe(0))
  await holder.query('commit')
  expect([await waiting(), (await outbox()).length]).toEqual([['one'], 1])
  expect(await move()).toMatchObject({ moved: 1 })
  expect((await outbox()).map(({ sequence, data }) => [sequence, data])).toEqual([
    [1, 'before'],
    [2, 'due'],
  ])
})
