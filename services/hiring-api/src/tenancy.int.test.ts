import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newPhone } from '../test/a-company.ts'
import { assertProblem } from '../test/assert-problem.ts'
import { askEverything, examplesOf, operationsOf } from '../test/operations.ts'
import { asSuperuser, runningApi, type Company, type RunningApi } from '../test/running-api.ts'
import '../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: RunningApi
let company: Company
let stranger: Company

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = await runningApi(clone.url)
  ;[company, stranger] = [await api.company({ name: 'Only Ours' }), await api.company()]
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

test('every operation is behind a key, but for health and Meta', async () => {
  const open = (await operationsOf(api.url)).filter(({ keyed }) => !keyed)
  expect(open.map(({ operationId }) => operationId)).toEqual([
    'getLiveness',
    'getReadiness',
    'answerMetaHandshake',
    'receiveMetaWebhook',
  ])
})

test('every operation with a key is among the examples below', async () => {
  const keyed = (await operationsOf(api.url)).filter((operation) => operation.keyed)
  const examples = await examplesOf(company)
  expect(Object.keys(examples).toSorted()).toEqual(keyed.map(({ operationId }) => operationId).toSorted())
})

describe('another company’s key', () => {
  /** What would give the company away, wherever it stands. */
  const tracesOf = async ({
    companyId,
    openingId,
    otherOpeningId,
    stages,
    get,
  }: Company): Promise<readonly string[]> => {
    const { items } = (await get('/v1/applications?limit=100')).body as {
      items: { id: string; candidateId: string; candidate: { phone: string } }[]
    }
    const people = items.flatMap(({ id, candidateId, candidate }) => [id, candidateId, candidate.phone])
    return [companyId, openingId, otherOpeningId, ...stages.map(({ id }) => id), ...people, 'José Ñandú', 'Only Ours']
  }

  test('sees and changes nothing, over every route', async () => {
    const examples = await examplesOf(company)
    const traces = await tracesOf(company)
    const before = (await company.get('/v1/applications?limit=100')).text
    for (const { operation, example, answer } of await askEverything(api.url, examples, stranger.key)) {
      const what = `${operation.operationId} ${JSON.stringify(example)} ${answer.text}`
      if (operation.method !== 'GET' || example.parameters) assertProblem(answer, 404, 'not_found')
      expect([200, 404], what).toContain(answer.status)
      expect(
        traces.filter((trace) => answer.text.includes(trace)),
        what,
      ).toEqual([])
      if (answer.body.items && operation.operationId !== 'listOpenings') expect(answer.body.items, what).toEqual([])
    }
    expect((await company.get('/v1/applications?limit=100')).text).toBe(before)
    // The company itself may: what was refused above was refused for whose it is.
    for (const { operation, example, answer } of await askEverything(api.url, examples, company.key)) {
      expect(answer.status, `${operation.operationId} ${JSON.stringify(example)} ${answer.text}`).toBeLessThan(300)
    }
  })

  test('shares no person: one phone is two candidates', async () => {
    const candidate = { name: 'Ana', phone: newPhone() }
    const [ours, theirs] = [await company.apply({ candidate }), await stranger.apply({ candidate })]
    expect([ours.status, theirs.status]).toEqual([201, 201])
    expect(theirs.body.candidateId).not.toBe(ours.body.candidateId)
  })
})

describe('a viewer’s key', () => {
  test('reads everything and changes nothing', async () => {
    const examples = await examplesOf(company)
    for (const { operation, answer } of await askEverything(api.url, examples, company.viewerKey)) {
      if (operation.method === 'GET') expect(answer.status, `${operation.operationId} ${answer.text}`).toBe(200)
      else assertProblem(answer, 403, 'auth.role_insufficient')
    }
  })

  test('is refused before its body is looked at', async () => {
    const answer = await api.ask('/v1/applications', { method: 'POST', key: company.viewerKey, body: '{' })
    assertProblem(answer, 403, 'auth.role_insufficient')
  })
})

describe('no good key', () => {
  test.each([
    ['missing', undefined, 'auth.key_missing'],
    ['unknown', 'never-issued', 'auth.key_unknown'],
    ['almost right', () => `${company.key}x`, 'auth.key_unknown'],
  ])('%s: 401 over every route', async (_what, key, code) => {
    const presented = typeof key === 'function' ? key() : key
    for (const { answer } of await askEverything(api.url, await examplesOf(company), presented)) {
      assertProblem(answer, 401, code)
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
  })

  test('revoked: 401 from then on', async () => {
    const other = await api.company()
    expect((await other.get('/v1/me')).status).toBe(200)
    await asSuperuser(clone.url, [
      'update admin.api_keys set revoked_at = now() where company_id = $1',
      [other.companyId],
    ])
    assertProblem(await other.get('/v1/me'), 401, 'auth.key_unknown')
  })

  test.each([
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'Bearer a b',
    'Bearer ñ',
    "Bearer ' or 1=1 --",
    `Bearer ${'x'.repeat(5_000)}`,
  ])('%j is none', async (authorization) => {
    assertProblem(await api.ask('/v1/me', { headers: { authorization } }), 401, 'auth.key_missing')
  })

  test('a key in the address or a cookie is none', async () => {
    const { key } = company
    assertProblem(
      await api.ask(`/v1/me?access_token=${key}&key=${key}`, { headers: { cookie: `key=${key}` } }),
      401,
      'auth.key_missing',
    )
  })

  test('is never logged', () => {
    expect(JSON.stringify(api.lines)).not.toContain(company.key)
  })
})
