import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callFor, hiringDatabase } from '../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { Failure } from '../../seedwork/failure.ts'
import { Message, type Outbound } from '../../seedwork/message.ts'
import { laneOf, type Sent } from '../../seedwork/outbox.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import { database } from './database.ts'
import { PgOutbox } from './outbox.ts'
import { unitOfWork } from './unit-of-work.ts'

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

/** Commits one message for each of the keys, in their order. */
const leave = async (keys: readonly string[], companyId = company.companyId, topic = 'test.topic') => {
  const work = unitOfWork({ database: db.app }, (transaction) => transaction)
  for (const [n, key] of keys.entries()) {
    await work.run(callFor(companyId), async (transaction) =>
      transaction.publish({ id: uuidv7(Date.now()), topic, key, type: 'test.happened', at: new Date(), data: { n } }),
    )
  }
}

const all = { limit: 500, except: [] }
const well = async (batch: readonly Outbound[]): Promise<readonly Sent[]> => batch.map(() => undefined)
const down = new Failure('unavailable', 'test.down', 'down')
const waiting = async () => (await root.query('select from messaging.outbox')).length
const byLane = (sent: readonly Outbound[]) => Map.groupBy(sent, laneOf)
const sequences = (sent: readonly Outbound[]) => sent.map(({ message }) => message.sequence)

describe('an outbox', () => {
  test('gives whole messages, each lane in its order, and forgets what was sent', async () => {
    await using outbox = new PgOutbox({ database: db.system })
    await leave(['a', 'b', 'a', 'c', 'a', 'b'])
    const sent: Outbound[] = []
    const drained = await outbox.drain(async (batch) => {
      sent.push(...batch)
      return well(batch)
    }, all)
    expect(drained).toEqual({ taken: 6, unsent: [] })
    for (const { message } of sent)
      expect(Message.parse(message)).toMatchObject({
        companyid: company.companyId,
        source: 'baltra/test',
        dataschema: 'test.happened/1',
      })
    for (const own of byLane(sent).values()) expect(sequences(own)).toEqual(own.map((_, index) => index + 1))
    expect(await waiting()).toBe(0)
    expect(await outbox.drain(well, all)).toEqual({ taken: 0, unsent: [] })
  })

  test('keeps what was not sent, gives it again under the same id, and leaves alone the lanes it is told to', async () => {
    await using outbox = new PgOutbox({ database: db.system })
    await leave(['a', 'b', 'a', 'b'])
    const refuseA = async (batch: readonly Outbound[]) =>
      batch.map(({ message }) => (message.partitionkey === 'a' ? down : undefined))
    const { taken, unsent } = await outbox.drain(refuseA, all)
    expect([taken, unsent.map(({ message }) => message.partitionkey)]).toEqual([4, ['a', 'a']])
    const lane = laneOf(unsent[0]!)
    await leave(['b'])
    const others = await outbox.drain(well, { limit: 500, except: [lane] })
    expect([others.taken, await waiting()]).toEqual([1, 2])
    const again: Outbound[] = []
    await outbox.drain(async (batch) => {
      again.push(...batch)
      return well(batch)
    }, all)
    expect(again.map(({ message }) => message.id)).toEqual(unsent.map(({ message }) => message.id))
    expect(sequences(again)).toEqual([1, 2])
  })

  test('sends again under the same id what was sent when the relay died before it was noted', async () => {
    await leave(['a', 'b'])
    const seen: string[][] = []
    const sending = async (batch: readonly Outbound[]) => {
      seen.push(batch.map(({ message }) => message.id).toSorted())
      return well(batch)
    }
    await using dying = database({ url: db.url, role: 'baltra_system', name: 'dying relay' })
    await using first = new PgOutbox({ database: dying })
    const lost = first.drain(async (batch) => {
      const results = await sending(batch)
      expect(await root.terminate('dying relay')).toBeGreaterThan(0)
      return results
    }, all)
    await expect(lost).rejects.toThrow()
    await using second = new PgOutbox({ database: db.system })
    await expect.poll(async () => (await second.drain(sending, all)).taken, { timeout: 5_000 }).toBe(2)
    expect(seen).toEqual([seen[0], seen[0]])
    expect(await waiting()).toBe(0)
    expect(await first.drain(sending, all)).toEqual({ taken: 0, unsent: [] })
  })

  test('keeps everything when nothing is known of the batch, and gives its shards back', async () => {
    await using one = new PgOutbox({ database: db.system })
    await using other = new PgOutbox({ database: db.system })
    await leave(['a', 'b', 'c'])
    await expect(one.drain(() => Promise.reject(down), all)).rejects.toBe(down)
    await expect.poll(async () => (await other.drain(well, all)).taken, { timeout: 5_000 }).toBe(3)
  })

  test('is shared by two relays at once, each message once and each lane in its order', async () => {
    const keys = Array.from({ length: 40 }, (_, n) => `key-${n % 20}`)
    const sent: Outbound[] = []
    const sending = async (batch: readonly Outbound[]) => {
      await db.system.query('select 1')
      sent.push(...batch)
      return well(batch)
    }
    const stop = new AbortController()
    const relaying = async () => {
      await using outbox = new PgOutbox({ database: db.system })
      while (!stop.signal.aborted) await outbox.drain(sending, { limit: 3, except: [] })
    }
    const relays = [relaying(), relaying()]
    const writers = [leave(keys), leave(keys), leave(keys)]
    await Promise.all(writers)
    await expect.poll(waiting, { timeout: 10_000 }).toBe(0)
    stop.abort()
    await Promise.all(relays)
    expect(sent).toHaveLength(120)
    for (const own of byLane(sent).values()) expect(sequences(own)).toEqual(own.map((_, index) => index + 1))
  })

  test('while one relay has a shard in hand gives another the rest', async () => {
    await using one = new PgOutbox({ database: db.system })
    await using other = new PgOutbox({ database: db.system })
    await leave(['a'])
    const drained = await one.drain(async (batch) => {
      await leave(['a', ...Array.from({ length: 30 }, (_, n) => `other-${n}`)])
      const rest: Outbound[] = []
      await other.drain(async (more) => {
        rest.push(...more)
        return well(more)
      }, all)
      expect(rest.length).toBeGreaterThan(15)
      expect(rest.map(({ message }) => message.partitionkey)).not.toContain('a')
      return well(batch)
    }, all)
    expect(drained.taken).toBe(1)
  })

  test('tells companies apart that use the same key', async () => {
    const other = await db.provision()
    await leave(['a', 'a'])
    await leave(['a'], other.companyId)
    await leave(['a'], company.companyId, 'another.topic')
    await using outbox = new PgOutbox({ database: db.system })
    const lanes: string[] = []
    await outbox.drain(async (batch) => {
      lanes.push(...byLane(batch).keys())
      return well(batch)
    }, all)
    expect(lanes).toHaveLength(3)
  })
})
