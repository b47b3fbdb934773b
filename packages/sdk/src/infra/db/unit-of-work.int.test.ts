import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cuttingProxy, type Cut } from '../../../test/cutting-proxy.ts'
import { eventually } from '../../../test/eventually.ts'
import { callFor, hiringDatabase } from '../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { CompanyId, type Call } from '../../seedwork/call.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import { database, type Database } from './database.ts'
import { ormOf } from './orm.ts'
import type { Transaction } from './transaction.ts'
import { unitOfWork } from './unit-of-work.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
})
beforeEach(() => root.query('truncate messaging.outbox, messaging.key_sequences, funnel.candidates cascade'))
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

const call = (): Call => callFor(company.companyId)
const work = (on: Database = db.app) => unitOfWork({ database: on }, (transaction) => transaction)
const message = (key: string, n = 0, topic = 'test.topic') => ({
  id: uuidv7(Date.now()),
  topic,
  key,
  type: 'test.happened',
  at: new Date(),
  data: { n },
})
const addPerson = ({ write }: Transaction, phone: string) =>
  write(`insert into funnel.candidates (id, company_id, phone, name) values ($1, $2, $3, 'Ana')`, [
    uuidv7(Date.now()),
    company.companyId,
    phone,
  ])
const people = async () =>
  (await root.query<{ phone: string }>('select phone from funnel.candidates order by phone')).map(({ phone }) => phone)
const outbox = () =>
  root.query<{ key: string; sequence: string; n: number }>(
    `select key, sequence, (message #>> '{data,n}')::int as n from messaging.outbox order by id`,
  )

describe('a unit of work', () => {
  test('that commits leaves its state and its messages, those of a key in their order', async () => {
    const answer = await work().run(call(), async (transaction) => {
      addPerson(transaction, '1')
      transaction.publish(message('a', 1), message('b', 1), message('a', 2))
      transaction.publish(message('a', 3))
      return 'done'
    })
    expect(answer).toBe('done')
    expect(await people()).toEqual(['1'])
    const rows = await outbox()
    expect(rows.filter(({ key }) => key === 'a').map(({ sequence, n }) => [sequence, n])).toEqual([
      ['1', 1],
      ['2', 2],
      ['3', 3],
    ])
    expect(rows.filter(({ key }) => key === 'b').map(({ sequence }) => sequence)).toEqual(['1'])
  })

  test('is over when it has ended: a branch that nobody waited for reaches nothing any more', async () => {
    await using app = database({ url: db.url, connections: 1, name: 'narrow' })
    const over = expect.objectContaining({ kind: 'invalid', code: 'db.over' })
    for (const end of [() => Promise.resolve(), () => Promise.reject(new Error('another branch stumbled'))]) {
      let late!: Transaction
      const keep = async (transaction: Transaction): Promise<void> => {
        late = transaction
        await end()
      }
      await work(app)
        .run(call(), keep)
        .catch(() => undefined)
      // On the only connection there is now the unit of work of another company.
      const other = { ...call(), companyId: CompanyId.parse(uuidv7(Date.now())) }
      await work(app).run(other, async (transaction) => {
        await expect(late.query('select 1')).rejects.toEqual(over)
        expect(() => late.write('select 1 / 0', [])).toThrow(over)
        expect(() => late.publish(message('a'))).toThrow(over)
        await expect(ormOf(late).execute('select 1')).rejects.toMatchObject({ cause: over })
        await transaction.query('select 1')
      })
    }
    expect(await outbox()).toEqual([])
  })

  test('that fails leaves neither, and rejects with what really went wrong', async () => {
    const stumble = new Error('the handler stumbled')
    const failed = work().run(call(), async (transaction) => {
      addPerson(transaction, '1')
      transaction.publish(message('a'))
      throw stumble
    })
    await expect(failed).rejects.toBe(stumble)
    const broken = work().run(call(), async (transaction) => {
      transaction.write('insert into nowhere values (1)', [])
      addPerson(transaction, '1')
      transaction.publish(message('a'))
    })
    await expect(broken).rejects.toThrow('relation "nowhere" does not exist')
    expect([await people(), await outbox()]).toEqual([[], []])
  })

  test('with a statement that the driver can not even send leaves nothing of the others', async () => {
    const failed = work().run(call(), async (transaction) => {
      addPerson(transaction, '1')
      transaction.write('select $1::jsonb', [{ amount: 1n }])
      transaction.publish(message('a'))
    })
    await expect(failed).rejects.toThrow('BigInt')
    expect([await people(), await outbox()]).toEqual([[], []])
  })

  test('that fails takes no number: the next message of the key has it', async () => {
    await work()
      .run(call(), async (transaction) => {
        transaction.publish(message('a'))
        transaction.write('select 1 / 0', [])
      })
      .catch(() => undefined)
    await work().run(call(), async (transaction) => transaction.publish(message('a')))
    expect((await outbox()).map(({ sequence }) => sequence)).toEqual(['1'])
  })

  test('that would leave a message which nobody can send leaves nothing', async () => {
    const leaving = (text: string) =>
      work().run(call(), async (transaction) => {
        addPerson(transaction, '1')
        transaction.publish({ ...message('a'), data: { text } })
      })
    await expect(leaving('ñ'.repeat(500_000))).rejects.toMatchObject({ kind: 'invalid', code: 'messaging.too_large' })
    expect([await people(), await outbox()]).toEqual([[], []])
    await leaving('ñ'.repeat(499_000))
    expect(await outbox()).toHaveLength(1)
  })

  test('of many writers with rollbacks leave sequences without a gap, in the order of their rows', async () => {
    const keys = ['a', 'b', 'c']
    const writer = async (n: number) => {
      for (let round = 0; round < 15; round += 1) {
        await work()
          .run(call(), async (transaction) => {
            for (const key of keys.slice(0, 1 + ((n + round) % 3))) transaction.publish(message(key, n))
            if ((n + round) % 4 === 0) transaction.write('select 1 / 0', [])
          })
          .catch(() => undefined)
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, n) => writer(n)))
    const rows = await outbox()
    for (const key of keys) {
      const own = rows.filter((row) => row.key === key).map(({ sequence }) => Number(sequence))
      expect(own.length).toBeGreaterThan(15)
      expect(own).toEqual(own.map((_, index) => index + 1))
    }
  })

  test('with the same keys in opposite order wait for each other and never for good', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `key-${n}`)
    const leaving = (order: readonly string[]) =>
      work().run(call(), async (transaction) => transaction.publish(...order.map((key) => message(key))))
    await Promise.all(Array.from({ length: 40 }, (_, n) => leaving(n % 2 ? keys : keys.toReversed())))
    expect(await outbox()).toHaveLength(40 * keys.length)
  })

  test('that was overtaken is a conflict, which may be tried again', async () => {
    const add = () => work().run(call(), async (transaction) => addPerson(transaction, '1'))
    const results = await Promise.allSettled([add(), add()])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((result) => result.status === 'rejected')?.reason).toMatchObject({
      kind: 'conflict',
      code: 'conflict',
      retryable: true,
    })
  })

  test('gives its connection back, and prepared statements outlive a transaction that failed before them', async () => {
    await using app = database({ url: db.url, connections: 1 })
    for (let round = 0; round < 3; round += 1) {
      const failed = work(app).run(call(), async (transaction) => {
        transaction.write('select 1 / 0', [])
        transaction.write('select $1::int', [1], 'test_named')
        transaction.write('select $1::int', [1], 'test_named')
        transaction.publish(message('a'))
      })
      await expect(failed).rejects.toThrow('division by zero')
    }
    await work(app).run(call(), async (transaction) => {
      transaction.write('select $1::int', [1], 'test_named')
      transaction.publish(message('a'))
    })
    expect((await outbox()).map(({ sequence }) => sequence)).toEqual(['1'])
  })

  test('rings only for what it left', async () => {
    await using app = database({ url: db.url })
    using ear = app.bell('baltra_outbox').ear()
    let rung = 0
    const stop = new AbortController()
    const heard = ear.wait(60_000, stop.signal).then(() => (rung += 1))
    await eventually(() => expect(rung).toBe(1))
    await heard
    const quiet = ear.wait(60_000, stop.signal).then(() => (rung += 1))
    await work(app).run(call(), async (transaction) => addPerson(transaction, '1'))
    expect(rung).toBe(1)
    await work(app).run(call(), async (transaction) => transaction.publish(message('a')))
    await quiet
    expect(rung).toBe(2)
    stop.abort()
  })
})

describe('a unit of work whose connection breaks', () => {
  const breaking = async (cut: Cut) => {
    await using proxy = await cuttingProxy(db.url)
    await using app = database({ url: proxy.url })
    const outcome: unknown = await work(app)
      .run(call(), async (transaction) => {
        addPerson(transaction, '1')
        transaction.publish(message('a'))
        await transaction.earlier()
        proxy.cut(cut)
      })
      .catch((error: unknown) => error)
    await work(app).run(call(), async (transaction) => addPerson(transaction, '2'))
    return outcome
  }

  test('after the commit is durable, and says that it does not know', async () => {
    expect(await breaking('after the commit')).toMatchObject({
      kind: 'unknown',
      code: 'db.commit_unknown',
      retryable: false,
    })
    expect([await people(), (await outbox()).length]).toEqual([['1', '2'], 1])
  })

  test('before the commit is gone, and says that it does not know', async () => {
    expect(await breaking('before the commit')).toMatchObject({ kind: 'unknown', code: 'db.commit_unknown' })
    expect([await people(), (await outbox()).length]).toEqual([['2'], 0])
  })

  test('in the midst of its work is unavailable, and ends no process', async () => {
    await using app = database({ url: db.url, name: 'to be cut' })
    const outcome = work(app).run(call(), async (transaction) => {
      addPerson(transaction, '1')
      await transaction.earlier()
      await eventually(async () => expect(await root.terminate('to be cut')).toBe(0))
      addPerson(transaction, '3')
      await transaction.reasonOf(undefined)
    })
    await expect(outcome).rejects.toMatchObject({ kind: 'unavailable', code: 'db.unavailable' })
    expect(await people()).toEqual([])
    await work(app).run(call(), async (transaction) => addPerson(transaction, '2'))
    expect(await people()).toEqual(['2'])
  })
})
