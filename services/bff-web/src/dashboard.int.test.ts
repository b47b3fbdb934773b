import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Dashboard } from './domain/dashboard.ts'
import { cashier, warehouse } from './testing/fake-company.ts'
import { fakeHiringApi, type Behaviour, type FakeHiringApi } from './testing/fake-hiring-api.ts'
import { runningBff, type RunningBff } from './testing/running-bff.ts'

let hiring: FakeHiringApi
let bff: RunningBff

beforeEach(async () => {
  hiring = await fakeHiringApi()
  bff = await runningBff(hiring)
})

afterEach(async () => {
  await bff[Symbol.asyncDispose]()
  await hiring[Symbol.asyncDispose]()
})

const get = async (path: string, headers: Record<string, string> = { authorization: `Bearer ${hiring.key}` }) => {
  const answer = await fetch(`${bff.url}${path}`, { headers })
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    headers: answer.headers,
    body: (await answer.json()) as Dashboard & { code: string },
  }
}
const statuses = async () => {
  const { status, body } = await get('/api/v1/dashboard')
  const { funnel, today, openings } = body.sections
  return [status, funnel.status, today.status, openings.status]
}

describe('the dashboard', () => {
  test('is the company as hiring-api knows it', async () => {
    hiring.company.apply({ name: 'Ana', stage: 'interviewed' })
    hiring.company.apply({ name: 'Luis', source: 'meta_lead', openingId: cashier.id })
    const { status, body, headers } = await get('/api/v1/dashboard')
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body.company).toEqual({
      id: hiring.company.id,
      name: 'Abarrotes La Central',
      country: 'MX',
      timeZone: 'America/Mexico_City',
      locale: 'es-MX',
    })
    expect(body.sections.funnel).toMatchObject({ status: 'ok', data: { total: 2, checks: { conservation: true } } })
    expect(body.sections.today).toMatchObject({ status: 'ok', data: { applications: 2, leads: 1 } })
    expect(body.sections.openings.data?.items).toHaveLength(2)
  })

  test('is of one opening when asked for', async () => {
    hiring.company.apply({ name: 'Ana' })
    hiring.company.apply({ name: 'Luis', openingId: cashier.id })
    const { body } = await get(`/api/v1/dashboard?opening=${warehouse.id}`)
    expect(body.sections.funnel.data?.total).toBe(1)
    expect(body.sections.today.data?.applications).toBe(2)
  })

  test.each(['?opening=7', '?opening=', '?colour=red'])('refuses %s', async (query) => {
    const { status, type, body } = await get(`/api/v1/dashboard${query}`)
    expect([status, type, body.code]).toEqual([400, 'application/problem+json', 'invalid_input'])
  })
})

describe('a hiring-api that', () => {
  const troubles: Behaviour[] = ['gone', 'silent', 'not-json', 'off-contract', 'elsewhere', 500, 503, 429]

  test.each(troubles)('never worked (%s) leaves nothing to show, and no zeros', async (trouble) => {
    hiring.behave(trouble)
    expect(await statuses()).toEqual([200, 'unavailable', 'unavailable', 'unavailable'])
  })

  test.each(troubles)('fails (%s) leaves the last good values, and comes back', async (trouble) => {
    hiring.company.apply({ name: 'Ana' })
    expect(await statuses()).toEqual([200, 'ok', 'ok', 'ok'])
    hiring.behave(trouble)
    expect(await statuses()).toEqual([200, 'stale', 'stale', 'stale'])
    expect((await get('/api/v1/dashboard')).body.sections.funnel.data?.total).toBe(1)
    hiring.behave('fine')
    expect(await statuses()).toEqual([200, 'ok', 'ok', 'ok'])
  })

  test('answers one question only leaves the other sections alone', async () => {
    hiring.behave('off-contract', '/today')
    expect(await statuses()).toEqual([200, 'ok', 'unavailable', 'ok'])
  })

  test('sends the caller elsewhere is not followed there with the key', async () => {
    hiring.behave('elsewhere', '/v1/')
    await get('/api/v1/dashboard')
    expect(hiring.asked).not.toContain('/elsewhere')
  })

  test('is slow is not waited for longer than the deadline', async () => {
    hiring.behave('silent')
    const start = performance.now()
    await get('/api/v1/dashboard')
    expect(performance.now() - start).toBeLessThan(300 + 1_000)
  })

  test('does not know the opening leaves the funnel unavailable', async () => {
    const { body } = await get('/api/v1/dashboard?opening=019aab00-0000-7000-8000-0000000000ff')
    expect(body.sections.funnel.status).toBe('unavailable')
  })

  test.each([
    [401, 'auth.key_unknown'],
    [403, 'auth.role_insufficient'],
  ])('refuses the key is answered %i, also where a good value is remembered', async (refusal, code) => {
    expect(await statuses()).toEqual([200, 'ok', 'ok', 'ok'])
    hiring.behave(refusal, '/funnel')
    const { status, type, body } = await get('/api/v1/dashboard')
    expect([status, type, body.code]).toEqual([refusal, 'application/problem+json', code])
  })

  test('speaks of more than is known is understood all the same', async () => {
    hiring.company.me = () => ({ ...Object.getPrototypeOf(hiring.company).me.call(hiring.company), plan: 'gold' })
    expect(await statuses()).toEqual([200, 'ok', 'ok', 'ok'])
  })
})

describe('the key', () => {
  test.each(['/api/v1/dashboard', '/api/v1/applications'])('is needed for %s', async (path) => {
    const { status, type, body, headers } = await get(path, {})
    expect([status, type, body.code]).toEqual([401, 'application/problem+json', 'auth.key_missing'])
    expect(headers.get('www-authenticate')).toBe('Bearer')
  })

  test.each(['Bearer wrong', 'Bearer', 'Basic ZGVtbzpkZW1v', `Bearer ${'x'.repeat(600)}`])(
    'is not %s',
    async (authorization) => {
      expect((await get('/api/v1/dashboard', { authorization })).status).toBe(401)
    },
  )
})

describe('health', () => {
  test('tells how hiring-api is, without a key', async () => {
    const { status, body } = await get('/api/v1/health', {})
    expect([status, body]).toEqual([
      200,
      { status: 'ok', services: [{ name: 'hiring-api', status: 'ok', latencyMs: expect.any(Number) }] },
    ])
  })

  test('is degraded while hiring-api is down, and the BFF is ready all the same', async () => {
    hiring.behave('gone')
    expect((await get('/api/v1/health', {})).body).toMatchObject({
      status: 'degraded',
      services: [{ name: 'hiring-api', status: 'down' }],
    })
    expect((await get('/health/ready', {})).status).toBe(200)
    expect((await get('/health/live', {})).status).toBe(200)
  })
})
