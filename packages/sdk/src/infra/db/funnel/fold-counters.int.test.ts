import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callFor, hiringDatabase } from '../../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../../test/superuser.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { foldCounters } from './fold-counters.ts'
import { funnelReports } from './funnel-reports.ts'

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

const append = (deltas: readonly number[]) =>
  unitOfWork({ database: db.app }, (transaction) => transaction).run(callFor(company.companyId), async ({ write }) =>
    write(
      `insert into funnel.counter_deltas (company_id, opening_id, metric, key, delta)
       select $1, $2, 'total', '', delta from unnest($3::int[]) as d (delta)`,
      [company.companyId, company.openingId, deltas],
    ),
  )
const total = async () => {
  await using session = await db.app.session(company)
  const tallies = await funnelReports(session).tallies()
  return tallies.reduce((all, { count }) => all + count, 0)
}

describe('folding the counters', () => {
  test('changes no sum, whoever writes, reads and folds at the same time', async () => {
    const writing = 200
    let written = 0
    let done = false
    const write = async () => {
      for (let count = 0; count < writing; count += 1) {
        await append([2, -1])
        written += 1
      }
    }
    const fold = async () => {
      while (!done) await foldCounters({ database: db.system })
    }
    const read = async () => {
      let last = 0
      while (!done) {
        const sum = await total()
        // Committed before the look began, or while it was under way: never less, and never more than were begun.
        expect(sum).toBeGreaterThanOrEqual(last)
        expect(sum).toBeLessThanOrEqual(written + 4)
        last = sum
      }
    }
    const background = [fold(), fold(), read(), read()]
    await Promise.all([write(), write(), write(), write()]).finally(() => (done = true))
    await Promise.all(background)
    expect(await total()).toBe(4 * writing)
  })

  test('takes a lot at a time and says when there is more', async () => {
    while (await foldCounters({ database: db.system }));
    const before = await total()
    await append(Array.from({ length: 10_001 }, () => 1))
    expect(await foldCounters({ database: db.system })).toBe(true)
    expect(await total()).toBe(before + 10_001)
    expect(await foldCounters({ database: db.system })).toBe(false)
    expect(await root.query('select from funnel.counter_deltas')).toEqual([])
    expect(await total()).toBe(before + 10_001)
  })
})
