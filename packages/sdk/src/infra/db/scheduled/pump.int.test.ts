import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../../../test/eventually.ts'
import { callFor, hiringDatabase } from '../../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../../test/superuser.ts'
import { warnings } from '../../../../test/warnings.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import { database, outboxBell, type Database } from '../database.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { verifyOutbox } from '../verify-outbox.ts'
import { cancelScheduled } from './cancel-scheduled.ts'
import { pump } from './pump.ts'
import { scheduleMessage } from './schedule-message.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
  // Who was moved when, by the only clock that counts.
  await root.query('create table messaging.arrivals (n int, at timestamptz)')
  await root.query(`
    create function messaging.arrived() returns trigger language plpgsql security definer as $$ begin
      insert into messaging.arrivals values ((new.message #>> '{data,n}')::int, clock_timestamp());
      return new;
    end $$`)
  await root.query(
    'create trigger arrived before insert on messaging.outbox for each row execute function messaging.arrived()',
  )
})
beforeEach(() =>
  root.query('truncate messaging.outbox, messaging.key_sequences, messaging.scheduled, messaging.arrivals'),
)
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

interface Scheduled {
  readonly n: number
  readonly key: string
  readonly at: Date
}

const schedule = (messages: readonly Scheduled[]) =>
  unitOfWork({ database: db.app }, (transaction) => transaction).run(
    callFor(company.companyId),
    async (transaction) => {
      for (const { n, key, at } of messages) {
        const id = uuidv7(Date.now())
        scheduleMessage(transaction, `m${n}`, {
          id,
          topic: 'test.topic',
          key,
          type: 'test.happened',
          at,
          data: { n },
        })
      }
    },
  )

const pumping = (on: Database, options: { batch?: number; idle?: number } = {}) => {
  const stop = new AbortController()
  const logger = warnings()
  const ended = pump({ database: on, logger }, options).run(stop.signal)
  return {
    logger,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}

const arrivals = async () =>
  (await root.query<{ n: number }>('select n from messaging.arrivals order by n')).map(({ n }) => n)
const inLanes = () =>
  root.query<{ key: string; numbers: readonly number[] }>(
    `select key, array_agg((message #>> '{data,n}')::int order by sequence) as numbers from messaging.outbox
     group by key order by key`,
  )

test('nothing arrives before its time by the database’s clock', async () => {
  await using _pumping = pumping(db.system)
  const base = Date.now()
  const messages = Array.from({ length: 60 }, (_, n) => ({ n, key: `k${n % 7}`, at: new Date(base + n * 10) }))
  await schedule(messages)
  await eventually(async () => expect(await arrivals()).toEqual(messages.map(({ n }) => n)))
  const early = await root.query(
    `select n from messaging.arrivals where at < to_timestamp($1::float8 / 1000) + n * interval '10 milliseconds'`,
    [base],
  )
  expect(early).toEqual([])
})

test('sleeps until the next one is due, however long it might, and does not look again and again', async () => {
  let looks = 0
  const counting = new Proxy(db.system, {
    get(target, property) {
      if (property === 'query') looks += 1
      const member: unknown = Reflect.get(target, property, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  await schedule([{ n: 1, key: 'a', at: new Date(Date.now() + 400) }])
  await using _pumping = pumping(counting, { idle: 600_000 })
  await eventually(async () => expect(await arrivals()).toEqual([1]))
  expect(looks).toBeLessThan(10)
})

test('finds what was scheduled while it slept, and wakes the relay', async () => {
  using ear = db.system.bell(outboxBell).ear()
  let rung = 0
  await using _pumping = pumping(db.system, { idle: 50 })
  await ear.wait(60_000, new AbortController().signal)
  const heard = ear.wait(60_000, new AbortController().signal).then(() => (rung += 1))
  await schedule([{ n: 1, key: 'a', at: new Date() }])
  await eventually(() => expect(rung).toBe(1))
  await heard
  expect(await arrivals()).toEqual([1])
})

test('lets nobody wait for a lane whose first message is in other hands, however long that lane is', async () => {
  const base = Date.now() - 60_000
  await schedule(Array.from({ length: 40 }, (_, n) => ({ n, key: 'held', at: new Date(base + n) })))
  await schedule([{ n: 99, key: 'free', at: new Date(base + 100) }])
  await unitOfWork({ database: db.app }, (transaction) => transaction).run(
    callFor(company.companyId),
    async (transaction) => {
      await cancelScheduled(transaction, 'm0')
      await using _pumping = pumping(db.system, { batch: 5, idle: 20 })
      await eventually(async () => expect(await arrivals()).toEqual([99]))
    },
  )
  await using _pumping = pumping(db.system, { batch: 5, idle: 20 })
  await eventually(async () => expect(await arrivals()).toHaveLength(40))
  expect((await inLanes()).find(({ key }) => key === 'held')?.numbers).toEqual(
    Array.from({ length: 39 }, (_, n) => n + 1),
  )
})

test('several share the work, go on after lost connections, and lose, double and turn round nothing', async () => {
  const base = Date.now() - 60_000
  // Scheduled in another order than that of their times; the last lane is longer than a batch.
  const messages = Array.from({ length: 1_000 }, (_, index) => {
    const n = (index * 387) % 1_000
    return { n, key: n % 3 === 0 ? 'long' : `k${n % 11}`, at: new Date(base + n) }
  })
  await schedule(messages)
  await using pumps = new AsyncDisposableStack()
  const engines = Array.from({ length: 3 }, () => database({ url: db.url, role: 'baltra_system', name: 'pump' }))
  for (const engine of engines) {
    pumps.use(engine)
    pumps.use(pumping(engine, { batch: 20, idle: 20 }))
  }
  // Somebody always has one of them in hand for a moment, and lets it go again.
  const work = unitOfWork({ database: db.app }, (transaction) => transaction)
  for (let round = 0; round < 20; round += 1) {
    const undone = work.run(callFor(company.companyId), async (transaction) => {
      await cancelScheduled(transaction, `m${round * 49}`)
      await root.query('select pg_sleep(0.005)')
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    if (round % 5 === 0) await root.terminate('pump')
  }
  await eventually(async () => expect(await arrivals()).toHaveLength(1_000))
  expect(await arrivals()).toEqual(Array.from({ length: 1_000 }, (_, n) => n))
  for (const { numbers } of await inLanes()) expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
  expect(await verifyOutbox({ database: db.system })).toMatchObject({ messages: 1_000, faults: [] })
  expect(await root.query('select from messaging.scheduled')).toEqual([])
})
