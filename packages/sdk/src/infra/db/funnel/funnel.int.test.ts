import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { provisionCompany } from '../admin/index.ts'
import { aCompany, callFor, hiringDatabase, withFunnel } from '../../../../test/hiring-fixture.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let phones = 0
const phone = () => `55${String(10_000_000 + (phones += 1))}`

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
})
afterAll(() => db[Symbol.asyncDispose]())

const apply = (written = phone()) =>
  withFunnel(db.app, company.companyId, (funnel) =>
    funnel.apply(
      { openingId: company.openingId, candidate: { name: 'José Ñandú', phone: written } },
      callFor(company.companyId),
    ),
  )
const buckets = () =>
  withFunnel(db.app, company.companyId, (funnel) => funnel.buckets({ companyId: company.companyId }))

describe('the funnel over Postgres', () => {
  test('lets a person in once, whatever the spelling of the phone', async () => {
    const first = await apply('+52 1 55 4444 3333')
    expect(first).toMatchObject({ attempt: 1, outcome: 'active', version: 1, stage: { kind: 'applied' } })
    await expect(apply('55-4444-3333')).rejects.toMatchObject({
      code: 'funnel.already_applied',
      details: { applicationId: first.id },
    })
  })

  test('moves, ends and tells all of it', async () => {
    const { id: applicationId } = await apply()
    const call = callFor(company.companyId)
    const history = await withFunnel(db.app, company.companyId, async (funnel) => {
      await funnel.advance({ applicationId, to: 'screened', expectedVersion: 1, via: 'advance' }, call)
      await funnel.advance({ applicationId, to: 'offered', expectedVersion: 2, via: 'skip' }, call)
      await funnel.retract({ applicationId, expectedVersion: 3 }, call)
      return funnel.setOutcome({ applicationId, outcome: 'rejected', reason: 'no papers', expectedVersion: 4 }, call)
    })
    expect(history).toMatchObject({ stage: { kind: 'screened' }, outcome: 'rejected', version: 5 })
    const told = await withFunnel(db.app, company.companyId, (funnel) => funnel.history({ applicationId }))
    expect(told.items.map(({ type }) => type)).toEqual([
      'funnel.applied',
      'funnel.stage_entered',
      'funnel.stage_entered',
      'funnel.move_retracted',
      'funnel.outcome_set',
    ])
    expect(told.items.at(-1)).toMatchObject({ reason: 'no papers', actor: { kind: 'key', id: 'test' } })
  })

  test('of two who saw the same version one moves it, the other gets a conflict', async () => {
    const { id: applicationId } = await apply()
    const move = () =>
      withFunnel(db.app, company.companyId, (funnel) =>
        funnel.advance(
          { applicationId, to: 'screened', expectedVersion: 1, via: 'advance' },
          callFor(company.companyId),
        ),
      )
    const results = await Promise.allSettled([move(), move(), move()])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ kind: 'conflict' })
  })

  test('counts every application in one place and says so', async () => {
    const { buckets: bars, outcomes, total, checks } = await buckets()
    expect(checks.conservation).toBe(true)
    const active = bars.reduce((all, bar) => all + bar.active, 0)
    expect(active + Object.values(outcomes).reduce((all, count) => all + count, 0)).toBe(total)
    expect(bars.map(({ kind }) => kind).slice(0, 3)).toEqual(['lead', 'applied', 'screened'])
  })

  test('pages through a list that grows, without repeating or leaving out a row', async () => {
    const read = (cursor?: string) =>
      withFunnel(db.app, company.companyId, (funnel) =>
        funnel.applications({ limit: 2, ...(cursor ? { cursor } : {}) }),
      )
    for (let count = 0; count < 5; count += 1) await apply()
    const before = await withFunnel(db.app, company.companyId, (funnel) => funnel.applications({ limit: 100 }))
    const seen: string[] = []
    let page = await read()
    for (;;) {
      seen.push(...page.items.map(({ id }) => id))
      if (!page.nextCursor) break
      await apply()
      page = await read(page.nextCursor)
    }
    expect(seen).toEqual(before.items.map(({ id }) => id))
  })

  test('shows another company nothing', async () => {
    const other = await db.provision()
    const { id: applicationId } = await apply()
    await withFunnel(db.app, other.companyId, async (funnel) => {
      await expect(funnel.application({ applicationId })).rejects.toMatchObject({ kind: 'not_found' })
      await expect(funnel.history({ applicationId })).rejects.toMatchObject({ kind: 'not_found' })
      await expect(funnel.opening({ openingId: company.openingId })).rejects.toMatchObject({ kind: 'not_found' })
      await expect(funnel.buckets({ companyId: company.companyId })).rejects.toMatchObject({ kind: 'not_found' })
      await expect(
        funnel.advance({ applicationId, to: 'screened', expectedVersion: 1, via: 'advance' }, callFor(other.companyId)),
      ).rejects.toMatchObject({ kind: 'not_found' })
      expect((await funnel.applications({})).items).toEqual([])
    })
  })

  test('answers for a company without openings, with its pipeline at 0', async () => {
    const bare = aCompany()
    await provisionCompany({ database: db.app }, { ...bare.company, openings: [] })
    const answer = await withFunnel(db.app, bare.companyId, (funnel) => funnel.buckets({ companyId: bare.companyId }))
    expect(answer).toMatchObject({ total: 0, checks: { conservation: true } })
    expect(answer.buckets).toHaveLength(bare.stages.length)
  })
})
