import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hiringDatabase } from '../../../test/hiring-fixture.ts'
import { leaveMessages } from '../../../test/leave-messages.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { relay } from '../messaging/relay.ts'
import { PgOutbox } from './outbox.ts'
import { verifyOutbox } from './verify-outbox.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
})
beforeEach(() => root.query('truncate messaging.outbox, messaging.key_sequences'))
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

const verify = () => verifyOutbox({ database: db.system })
const leave = (...keys: readonly string[]) => leaveMessages(db.app, keys, { companyId: company.companyId })
const lane = (key: string) => ({ companyId: company.companyId, topic: 'test.topic', key })
const whole = { missing: [], doubled: [], neverGiven: [] }

describe('verifying the outbox', () => {
  test('finds nothing where nothing is', async () => {
    expect(await verify()).toEqual({ messages: 0, lanes: 0, faults: [] })
  })

  test('finds lanes whole of which the front was sent, and those of other companies', async () => {
    const other = await db.provision()
    await leave('a', 'b', 'a')
    await using outbox = new PgOutbox({ database: db.system })
    await outbox.drain(async (batch) => batch.map(() => undefined), { limit: 500, except: [] })
    await leave('a', 'c', 'a')
    await leaveMessages(db.app, ['a', 'a'], { companyId: other.companyId })
    expect(await verify()).toEqual({ messages: 5, lanes: 3, faults: [] })
  })

  test('tells of each lane what is wrong with it, and only of those', async () => {
    await leave('hole', 'hole', 'hole', 'double', 'double', 'tail', 'tail', 'whole', 'whole', 'forgotten')
    await root.query(`delete from messaging.outbox where key = 'hole' and sequence = 2`)
    await root.query(`delete from messaging.outbox where key = 'tail' and sequence = 2`)
    await root.query(`delete from messaging.key_sequences where key = 'forgotten'`)
    await root.query(
      `insert into messaging.outbox (company_id, topic, key, sequence, message)
       select company_id, topic, key, sequence, message from messaging.outbox where key = 'double' and sequence = 2`,
    )
    const { messages, lanes, faults } = await verify()
    expect([messages, lanes]).toEqual([9, 5])
    expect(faults.toSorted((one, other) => one.key.localeCompare(other.key))).toEqual([
      { ...lane('double'), ...whole, last: 2, waiting: 3, doubled: [2] },
      { ...lane('forgotten'), ...whole, last: 0, waiting: 1, neverGiven: [{ from: 1, to: 1 }] },
      { ...lane('hole'), ...whole, last: 3, waiting: 2, missing: [{ from: 2, to: 2 }] },
      { ...lane('tail'), ...whole, last: 2, waiting: 1, missing: [{ from: 2, to: 2 }] },
    ])
  })

  test('tells how far it is', async () => {
    await leave('a', 'b', 'c')
    const told: number[][] = []
    const onProgress = ({ part, of, messages }: { part: number; of: number; messages: number }) =>
      told.push([part, of, messages])
    await verifyOutbox({ database: db.system }, { onProgress })
    expect(told.map(([part]) => part)).toEqual(Array.from({ length: 16 }, (_, n) => n + 1))
    expect(told.at(-1)).toEqual([16, 16, 3])
  })

  test('never takes the work of writers and relays for a fault', async () => {
    const stop = new AbortController()
    let sent = 0
    const publisher = {
      publish: async (batch: readonly unknown[]) => {
        sent += batch.length
        return batch.map(() => undefined)
      },
    }
    const logger = { warn: () => undefined }
    const relaying = async () => {
      await using outbox = new PgOutbox({ database: db.system })
      await relay({ outbox, publisher, logger, emit: () => undefined }, { batch: 5, signal: stop.signal })
    }
    const keys = Array.from({ length: 60 }, (_, n) => `key-${n % 9}`)
    const relays = [relaying(), relaying()]
    let writing = true
    const writers = Promise.all([leave(...keys), leave(...keys), leave(...keys)]).finally(() => (writing = false))
    let looks = 0
    for (; writing || looks < 5; looks += 1) expect((await verify()).faults).toEqual([])
    await writers
    await expect.poll(() => sent, { timeout: 10_000 }).toBe(180)
    stop.abort()
    await Promise.all(relays)
    expect(looks).toBeGreaterThanOrEqual(5)
  })
})
