import { uuidv7Ids, type Call } from '@baltra/sdk'
import { ApplicationId } from '@baltra/sdk/domain/models/funnel'
import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newPhone } from '../../test/a-company.ts'
import { assertInvalid, assertProblem } from '../../test/assert-problem.ts'
import { runningApi, type Company, type RunningApi } from '../../test/running-api.ts'
import '../../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: RunningApi
let company: Company

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = await runningApi(clone.url)
  company = await api.company()
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

let keys = 0
const newKey = (): { readonly 'idempotency-key': string } => ({ 'idempotency-key': `key-${(keys += 1)}` })
const person = () => ({ name: 'Ana', phone: newPhone() })
const total = async (): Promise<number> => (await company.get(`/v1/companies/${company.companyId}/funnel`)).body.total

describe('an Idempotency-Key', () => {
  test('gives the first answer again, and says so', async () => {
    const headers = newKey()
    const candidate = person()
    const first = await company.apply({ candidate, headers })
    const again = await company.apply({ candidate, headers })
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null])
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(again.text).toBe(first.text)
  })

  test('means the same body in another order of its keys', async () => {
    const headers = newKey()
    const { name, phone } = person()
    const first = await company.post(
      '/v1/applications',
      { openingId: company.openingId, candidate: { name, phone } },
      headers,
    )
    const again = await company.post(
      '/v1/applications',
      { candidate: { phone, name }, openingId: company.openingId },
      headers,
    )
    expect([again.status, again.text]).toEqual([201, first.text])
  })

  test('with another body, or on another route, is refused', async () => {
    const headers = newKey()
    const { body } = await company.apply({ headers })
    assertProblem(await company.apply({ headers }), 422, 'idempotency.key_reused')
    const elsewhere = await company.post(`/v1/applications/${body.id}/retract`, { expectedVersion: 1 }, headers)
    assertProblem(elsewhere, 422, 'idempotency.key_reused')
  })

  test('on the same move of another application is refused', async () => {
    const headers = newKey()
    const [one, other] = [await company.apply(), await company.apply()]
    const body = { to: 'screened', expectedVersion: 1 }
    expect((await company.post(`/v1/applications/${one.body.id}/advance`, body, headers)).status).toBe(200)
    const again = await company.post(`/v1/applications/${other.body.id}/advance`, body, headers)
    assertProblem(again, 422, 'idempotency.key_reused')
  })

  test('repeats a move whose version is stale by now', async () => {
    const headers = newKey()
    const { id } = (await company.apply()).body
    const advance = () =>
      company.post(`/v1/applications/${id}/advance`, { to: 'screened', expectedVersion: 1 }, headers)
    const [first, again] = [await advance(), await advance()]
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([200, first.text, 'true'])
    assertProblem(await company.advance(id, { to: 'offered', expectedVersion: 1 }), 409, 'conflict')
  })

  test('keeps no refusal: corrected, the same key works', async () => {
    const headers = newKey()
    assertProblem(await company.apply({ candidate: { name: 'Ana', phone: '1' }, headers }), 422, 'funnel.invalid_phone')
    expect((await company.apply({ headers })).status).toBe(201)
  })

  test('is the own one of each API key', async () => {
    const headers = newKey()
    const other = await api.company()
    const body = { openingId: company.openingId, candidate: person() }
    const colleagues = await api.ask('/v1/applications', { method: 'POST', key: company.colleagueKey, body, headers })
    for (const answer of [colleagues, await company.apply({ headers }), await other.apply({ headers })]) {
      expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null])
    }
  })

  test('whose request is under way is refused for now', async () => {
    const headers = newKey()
    const { companyId } = company
    await using session = await api.database.session({ companyId })
    const [row] = await session.query<{ id: string }>("select id from admin.api_keys where role = 'recruiter'")
    const once = {
      kind: 'request',
      key: `${row!.id}:${headers['idempotency-key']}`,
      fingerprint: 'of the other',
      replayed: false,
    } as const
    const call: Call = { companyId, actor: { kind: 'system', id: 'test' }, correlationId: 'test', once }
    {
      await using underWay = await api.database.begin(call)
      await underWay.earlier()
      const answer = await company.apply({ headers })
      assertProblem(answer, 409, 'idempotency.in_flight')
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect((await company.apply({ headers })).status).toBe(201)
  })

  test('of 50 identical requests at once makes one application', async () => {
    const headers = newKey()
    const candidate = person()
    const before = await total()
    const answers = await Promise.all(Array.from({ length: 50 }, () => company.apply({ candidate, headers })))
    const made = answers.filter(({ status }) => status === 201)
    expect(new Set(made.map(({ text }) => text)).size).toBe(1)
    expect(made.filter((answer) => !answer.headers.has('idempotency-replayed'))).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      assertProblem(answer, 409, 'idempotency.in_flight')
    expect(await total()).toBe(before + 1)
    const again = await company.apply({ candidate, headers })
    expect([again.status, again.text]).toEqual([201, made[0]?.text])
  })

  test.each(['', ' ', 'two words', 'ñ', 'x'.repeat(201)])('that is %j is refused', async (key) => {
    assertInvalid(await company.apply({ headers: { 'idempotency-key': key } }), 'idempotency-key')
  })

  test('means nothing to a question', async () => {
    const { id } = (await company.apply()).body
    const headers = newKey()
    for (const path of [`/v1/applications/${id}`, '/v1/openings']) {
      const answer = await api.ask(path, { key: company.key, headers })
      expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([200, null])
    }
    assertProblem(await company.get(`/v1/applications/${uuidv7Ids.next(ApplicationId)}`), 404, 'not_found')
  })
})
