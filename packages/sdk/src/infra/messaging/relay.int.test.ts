import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consuming } from '../../../test/consuming.ts'
import { eventually } from '../../../test/eventually.ts'
import { callFor, hiringDatabase } from '../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { warnings } from '../../../test/warnings.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import { database, PgOutbox, type Database } from '../db/index.ts'
import { unitOfWork } from '../db/unit-of-work.ts'
import { postgresPublisher } from './postgres/index.ts'
import { relay } from './relay.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
})
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

const leave = (key: string, count = 1) =>
  unitOfWork({ database: db.app }, (transaction) => transaction).run(
    callFor(company.companyId),
    async (transaction) => {
      for (let n = 0; n < count; n += 1) {
        transaction.publish({
          id: uuidv7(Date.now()),
          topic: 'test.topic',
          key,
          type: 'test.happened',
          at: new Date(),
          data: {},
        })
      }
    },
  )

const relaying = (engine: Database, options: { batch?: number; idle?: number } = {}) => {
  const stop = new AbortController()
  const logger = warnings()
  const running = (async () => {
    await using outbox = new PgOutbox({ database: engine })
    await relay(
      { outbox, publisher: postgresPublisher({ engine }), logger, emit: () => undefined },
      { signal: stop.signal, ...options },
    )
  })()
  return {
    logger,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

const ofLane = (seen: readonly { partitionkey: string; sequence: number }[], key: string) =>
  seen.filter(({ partitionkey }) => partitionkey === key).map(({ sequence }) => sequence)

describe('a relay over Postgres', () => {
  test('goes on after the database was gone, and loses and turns round nothing', async () => {
    await using consumer = await consuming(db.url)
    await using engine = database({ url: db.url, role: 'baltra_system', name: 'relay' })
    await using relayed = relaying(engine)
    for (let round = 0; round < 4; round += 1) {
      await leave('a', 5)
      await root.terminate('relay')
      await leave('a', 5)
    }
    // What is sent again may be seen again: the first sight of each is what the order is of.
    await eventually(() =>
      expect([...new Set(ofLane(consumer.seen, 'a'))]).toEqual(Array.from({ length: 40 }, (_, n) => n + 1)),
    )
    expect(relayed.logger.told.every(({ message }) => message === 'the relay could not send, and goes on')).toBe(true)
  })

  test('is woken by a commit of another process long before it would look by itself', async () => {
    await using consumer = await consuming(db.url, { consumer: 'woken' })
    await using engine = database({ url: db.url, role: 'baltra_system' })
    await using _relayed = relaying(engine, { idle: 600_000 })
    await leave('first')
    await eventually(() => expect(ofLane(consumer.seen, 'first')).toEqual([1]))
    await leave('second')
    await eventually(() => expect(ofLane(consumer.seen, 'second')).toEqual([1]))
  })

  test('carries a backlog of one lane without sleeping between its batches', async () => {
    await using consumer = await consuming(db.url, { consumer: 'busy' })
    await leave('long', 60)
    await leave('short', 1)
    await using engine = database({ url: db.url, role: 'baltra_system' })
    await using _relayed = relaying(engine, { batch: 10, idle: 600_000 })
    await eventually(() => expect(ofLane(consumer.seen, 'long')).toHaveLength(60))
    expect(ofLane(consumer.seen, 'short')).toEqual([1])
  })
})
