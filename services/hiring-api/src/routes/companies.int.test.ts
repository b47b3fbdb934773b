import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { assertInvalid, assertProblem } from '../../test/assert-problem.ts'
import { asSuperuser, runningApi, type Company, type RunningApi } from '../../test/running-api.ts'
import '../../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: RunningApi

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = await runningApi(clone.url)
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

interface Bucket {
  readonly kind: string
  readonly active: number
  readonly visited: number
  readonly reached: number
}

const finalOutcomes = [
  'hired',
  'rejected',
  'withdrawn',
  'no_show',
  'unresponsive',
  'ineligible',
  'position_closed',
  'duplicate',
  'data_error',
]
const funnel = async ({ get, companyId }: Company, query = '') =>
  (await get(`/v1/companies/${companyId}/funnel${query}`)).body
const counted = (buckets: readonly Bucket[], kind: string): readonly number[] => {
  const { active, visited, reached } = buckets.find((bucket) => bucket.kind === kind)!
  return [active, visited, reached]
}

describe('the funnel', () => {
  test('of a company without applications has every bucket, at nought', async () => {
    const company = await api.company()
    const before = Date.now()
    const { status, body } = await company.get(`/v1/companies/${company.companyId}/funnel`)
    expect(status).toBe(200)
    expect(body).toEqual({
      definition: { mode: 'snapshot', timeZone: 'America/Mexico_City', pipelineVersion: 1, asOf: expect.any(String) },
      buckets: company.stages.map(({ id, name, kind }) => ({
        stageId: id,
        name,
        kind,
        active: 0,
        visited: 0,
        reached: 0,
      })),
      outcomes: Object.fromEntries(finalOutcomes.map((outcome) => [outcome, 0])),
      total: 0,
      checks: { conservation: true },
    })
    expect(Date.parse(body.definition.asOf)).toBeGreaterThanOrEqual(before)
  })

  test('counts who stands where, who was where, and how far everybody came', async () => {
    const company = await api.company()
    const [skipped, rejected, mistaken] = await Promise.all(
      [1, 2, 3, 4].map(async () => (await company.apply()).body.id as string),
    )
    await company.advance(skipped!, { to: 'interviewed', expectedVersion: 1, via: 'skip' })
    await company.advance(rejected!, { to: 'screened', expectedVersion: 1 })
    await company.outcome(rejected!, { outcome: 'rejected', reason: 'no papers', expectedVersion: 2 })
    await company.advance(mistaken!, { to: 'offered', expectedVersion: 1, via: 'skip' })
    await company.retract(mistaken!, { expectedVersion: 2 })
    const { buckets, outcomes, total, checks } = await funnel(company)
    expect(counted(buckets, 'lead')).toEqual([0, 0, 4])
    expect(counted(buckets, 'applied')).toEqual([2, 4, 4])
    expect(counted(buckets, 'screened')).toEqual([0, 1, 2])
    expect(counted(buckets, 'interviewed')).toEqual([1, 1, 1])
    expect(counted(buckets, 'offered')).toEqual([0, 0, 0])
    expect(outcomes).toMatchObject({ rejected: 1, hired: 0 })
    expect({ total, checks }).toEqual({ total: 4, checks: { conservation: true } })
  })

  test('of an opening counts its own only', async () => {
    const company = await api.company()
    await company.apply()
    await company.apply({ openingId: company.otherOpeningId })
    expect((await funnel(company, `?openingId=${company.openingId}`)).total).toBe(1)
    expect((await funnel(company)).total).toBe(2)
    assertProblem(
      await company.get(`/v1/companies/${company.companyId}/funnel?openingId=${company.companyId}`),
      404,
      'not_found',
    )
    assertInvalid(await company.get(`/v1/companies/${company.companyId}/funnel?openingId=x`), 'openingId')
    assertInvalid(await company.get(`/v1/companies/${company.companyId}/funnel?stage=x`), 'stage')
  })

  test('says when its numbers do not add up', async () => {
    const company = await api.company()
    await company.apply()
    await asSuperuser(clone.url, [
      "delete from funnel.counter_deltas where company_id = $1 and metric = 'active'",
      [company.companyId],
    ])
    expect((await funnel(company)).checks).toEqual({ conservation: false })
  })

  test('of what is no company of the key is 404', async () => {
    const company = await api.company()
    for (const id of [company.openingId, 'x', '1', '%00', '..%2f..']) {
      assertProblem(await company.get(`/v1/companies/${id}/funnel`), 404, 'not_found')
      assertProblem(await company.get(`/v1/companies/${id}/today`), 404, 'not_found')
    }
  })
})

describe('today', () => {
  test('tells what came in, from where, and what waits for somebody', async () => {
    const company = await api.company()
    await company.apply({ source: 'feria', candidate: { name: 'José Ñandú', phone: '55 1234 5678' } })
    await company.apply()
    const { status, body } = await company.get(`/v1/companies/${company.companyId}/today`)
    expect(status).toBe(200)
    const mexico = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Mexico_City' })
    expect(body).toMatchObject({
      date: mexico.format(new Date(body.asOf)),
      timeZone: 'America/Mexico_City',
      leads: 0,
      applications: 2,
      bySource: [
        { source: 'feria', count: 1 },
        { source: 'form', count: 1 },
      ],
      quality: { parked: 0, reasons: [], waitingLeads: 0 },
    })
    expect(body.latest).toHaveLength(2)
    expect(body.latest[1]).toMatchObject({ candidateName: 'José Ñandú', source: 'feria', stage: { kind: 'applied' } })
  })
})

describe('who the key is', () => {
  test('is told with what its pages need', async () => {
    const company = await api.company({
      name: 'Café',
      country: 'CO',
      timeZone: 'America/Bogota',
      currency: 'COP',
      locale: 'es-CO',
    })
    const me = {
      companyId: company.companyId,
      companyName: 'Café',
      country: 'CO',
      timeZone: 'America/Bogota',
      locale: 'es-CO',
      currency: 'COP',
    }
    expect((await company.get('/v1/me')).body).toEqual({ ...me, role: 'recruiter' })
    expect((await api.ask('/v1/me', { key: company.viewerKey })).body).toEqual({ ...me, role: 'viewer' })
  })
})

describe('openings', () => {
  test('are told with headcount, pipeline and how far they are filled', async () => {
    const company = await api.company()
    const { id } = (await company.apply()).body
    await company.advance(id, { to: 'started', expectedVersion: 1, via: 'skip' })
    await company.apply()
    const { status, body } = await company.get('/v1/openings')
    expect(status).toBe(200)
    const opening = {
      id: company.openingId,
      role: 'Operator',
      site: 'Vallejo',
      shift: 'night',
      headcount: 5,
      status: 'open',
      active: 2,
      started: 1,
      pipeline: {
        id: expect.any(String),
        version: 1,
        stages: company.stages.map((stage, position) => ({ ...stage, position })),
      },
    }
    expect(body.items).toEqual([
      opening,
      { ...opening, id: company.otherOpeningId, shift: 'day', active: 0, started: 0 },
    ])
    expect((await company.get(`/v1/openings/${company.openingId}`)).body).toEqual(opening)
  })

  test('that do not exist are 404', async () => {
    const company = await api.company()
    for (const id of [company.companyId, 'x', '%00'])
      assertProblem(await company.get(`/v1/openings/${id}`), 404, 'not_found')
  })
})
