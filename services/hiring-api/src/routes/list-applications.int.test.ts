import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { assertInvalid, assertProblem } from '../../test/assert-problem.ts'
import { runningApi, type Company, type RunningApi } from '../../test/running-api.ts'
import '../../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: RunningApi
let company: Company
/** By what became of it. */
let ids: Record<'applied' | 'screened' | 'offered' | 'rejected' | 'elsewhere' | 'retracted', string>

const made = async (changes = {}): Promise<string> => (await company.apply(changes)).body.id as string

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = await runningApi(clone.url)
  company = await api.company()
  ids = {
    applied: await made(),
    screened: await made(),
    offered: await made(),
    rejected: await made(),
    elsewhere: await made({ openingId: company.otherOpeningId }),
    retracted: await made(),
  }
  await company.advance(ids.screened, { to: 'screened', expectedVersion: 1 })
  await company.advance(ids.offered, { to: 'offered', expectedVersion: 1, via: 'skip' })
  await company.advance(ids.rejected, { to: 'screened', expectedVersion: 1 })
  await company.outcome(ids.rejected, { outcome: 'rejected', reason: 'no papers', expectedVersion: 2 })
  await company.advance(ids.retracted, { to: 'screened', expectedVersion: 1 })
  await company.retract(ids.retracted, { expectedVersion: 2 })
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

const list = async (query = ''): Promise<{ items: { id: string; appliedAt: string }[]; nextCursor: string | null }> => {
  const answer = await company.get(`/v1/applications${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Awaited<ReturnType<typeof list>>
}
const listed = async (query: string): Promise<readonly string[]> => (await list(query)).items.map(({ id }) => id)
const stage = (kind: string): string => company.stages.find((one) => one.kind === kind)!.id

describe('the list of applications', () => {
  test('has all, newest first, each as it is by itself', async () => {
    const { items, nextCursor } = await list()
    expect(items.map(({ id }) => id)).toEqual(Object.values(ids).toReversed())
    expect(nextCursor).toBeNull()
    expect(items[0]).toEqual((await company.get(`/v1/applications/${ids.retracted}`)).body)
  })

  test('is narrowed by opening', async () => {
    expect(await listed(`?openingId=${company.otherOpeningId}`)).toEqual([ids.elsewhere])
    expect(await listed(`?openingId=${company.companyId}`)).toEqual([])
  })

  test('is narrowed by the stage where they stand, by its id or kind', async () => {
    for (const name of [stage('screened'), 'screened'])
      expect(await listed(`?stage=${name}`)).toEqual([ids.rejected, ids.screened])
    expect(await listed('?stage=retained_90')).toEqual([])
    expect(await listed('?stage=nonsense')).toEqual([])
  })

  test('is narrowed by outcome', async () => {
    expect(await listed('?outcome=rejected')).toEqual([ids.rejected])
    expect(await listed('?outcome=active&stage=screened')).toEqual([ids.screened])
    assertInvalid(await company.get('/v1/applications?outcome=gone'), 'outcome')
  })

  test('is narrowed by how far they came: a retracted move was not made, an outcome changes nothing', async () => {
    const came = [ids.rejected, ids.offered, ids.screened]
    for (const name of [stage('screened'), 'screened']) expect(await listed(`?reached=${name}`)).toEqual(came)
    expect(await listed(`?reached=interviewed`)).toEqual([ids.offered])
    expect(await listed(`?reached=screened&openingId=${company.otherOpeningId}`)).toEqual([])
    expect(await listed('?reached=nonsense')).toEqual([])
  })

  test('shows the very rows that the funnel counts', async () => {
    const { buckets } = (await company.get(`/v1/companies/${company.companyId}/funnel`)).body as {
      buckets: { stageId: string; active: number; reached: number }[]
    }
    for (const { stageId, active, reached } of buckets) {
      expect(await listed(`?outcome=active&stage=${stageId}`)).toHaveLength(active)
      expect(await listed(`?reached=${stageId}`)).toHaveLength(reached)
    }
  })
})

describe('paging', () => {
  test('goes on where it was while rows are added, and ends', async () => {
    const before = await listed('')
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list(`?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
      await company.apply()
    }
    expect(seen).toEqual(before)
  })

  test('keeps a filter from page to page', async () => {
    const { items, nextCursor } = await list('?reached=screened&limit=1')
    expect(items.map(({ id }) => id)).toEqual([ids.rejected])
    expect(await listed(`?reached=screened&limit=100&cursor=${nextCursor}`)).toEqual([ids.offered, ids.screened])
  })

  test.each(['1', '100'])('takes the limit %s', async (limit) => {
    expect((await list(`?limit=${limit}`)).items.length).toBeLessThanOrEqual(Number(limit))
  })

  test.each(['0', '101', '-1', '1.5', 'NaN', 'Infinity', 'ten', '', '1e400', '0x10', '9'.repeat(400), 'true', '%00'])(
    'refuses the limit %j',
    async (limit) => assertInvalid(await company.get(`/v1/applications?limit=${limit}`), 'limit'),
  )

  const cursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url')
  const someId = '019aab00-0000-7000-8000-000000000000'
  test.each([
    ['of no base64', '***'],
    ['of garbage', Buffer.from('garbage').toString('base64url')],
    ['of bytes', Buffer.from([0, 255, 254]).toString('base64url')],
    ['of another JSON', cursor({ id: 1 })],
    ['of no time', cursor(['yesterday', someId])],
    ['of no id', cursor(['2026-01-01T00:00:00.000Z', "' or 1=1"])],
    ['of a time before all calendars', cursor(['0000-01-01T00:00:00Z', someId])],
    ['of too much', cursor(['2026-01-01T00:00:00.000Z', someId, 1])],
    ['of nothing', ''],
    ['with NUL', '%00'],
    ['longer than any', 'x'.repeat(5_000)],
  ])('refuses a cursor %s', async (_what, given) => {
    assertInvalid(await company.get(`/v1/applications?cursor=${given}`), 'cursor')
  })

  test('takes a cursor from the ends of time', async () => {
    const from = (time: string) => listed(`?cursor=${cursor([time, someId])}`)
    expect(await from('0001-01-01T00:00:00.000Z')).toEqual([])
    expect(await from('9999-12-31T23:59:59.999Z')).toEqual(await listed(''))
  })
})

describe('one application', () => {
  test('that does not exist is 404', async () => {
    for (const path of [company.companyId, 'x', '1', "'", '%00', 'x'.repeat(90), 'x'.repeat(500)]) {
      assertProblem(await company.get(`/v1/applications/${path}`), 404, 'not_found')
      assertProblem(await company.get(`/v1/applications/${path}/history`), 404, 'not_found')
    }
  })
})
