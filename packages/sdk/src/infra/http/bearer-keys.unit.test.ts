import { describe, expect, test } from 'vitest'
import { mayHire, type Role } from '../../domain/models/admin/index.ts'
import type { ApiKeys } from '../../domain/ports/admin/index.ts'
import { CompanyId } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import { logger } from '../../shared/logging/index.ts'
import { bearerKeys, callerOf, callOf, httpServer, requireRole } from './index.ts'

const companyId = CompanyId.parse('019aab00-0000-7000-8000-000000000001')

const server = async ({ role = 'recruiter', find }: { role?: Role; find?: ApiKeys['find'] } = {}) => {
  const lines: string[] = []
  const log = logger({ service: 'test', level: 'trace', destination: { write: (line) => lines.push(line) } })
  const app = await httpServer({ logger: log }, { title: 'Test', version: '1' })
  const known: ApiKeys['find'] = async (presented) =>
    presented === 'hunter22' ? { id: 'k1', companyId, role } : undefined
  await app.register(async (scope) => {
    bearerKeys(scope, { apiKeys: { find: find ?? known } })
    scope.get('/who', { schema: { operationId: 'who' } }, async (request) => callOf(request))
    scope.post('/hire', { schema: { operationId: 'hire' }, onRequest: requireRole(mayHire) }, async () => 'hired')
  })
  app.get('/open', { schema: { operationId: 'open' } }, async (request) => callerOf(request))
  return { app, lines }
}

const with_ = (authorization: string) => ({ headers: { authorization } })

describe('a route with bearer keys', () => {
  test.each([
    ['no key', {}],
    ['an empty one', with_('')],
    ['a scheme without key', with_('Bearer')],
    ['another scheme', with_('Basic aHVudGVyMjI=')],
    ['a key with spaces', with_('Bearer hunter 22')],
    ['a key with odd characters', with_('Bearer hunter22ñ')],
    ['an endless key', with_(`Bearer ${'a'.repeat(600)}`)],
  ])('refuses %s and says what to send', async (_what, request) => {
    const { app } = await server()
    const answer = await app.inject({ url: '/who', ...request })
    expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer'])
    expect(answer.json()).toMatchObject({ code: 'auth.key_missing', status: 401 })
  })

  test('refuses a key that was not issued', async () => {
    const { app } = await server()
    const answer = await app.inject({ url: '/who', ...with_('Bearer guess') })
    expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"'])
    expect(answer.json().code).toBe('auth.key_unknown')
  })

  test.each(['Bearer hunter22', 'bearer hunter22', 'BEARER   hunter22'])(
    'knows the caller of %s',
    async (authorization) => {
      const { app } = await server()
      const headers = { authorization, 'x-request-id': 'r1' }
      const answer = await app.inject({ url: '/who', headers })
      expect(answer.json()).toEqual({ companyId, actor: { kind: 'key', id: 'k1' }, correlationId: 'r1' })
    },
  )

  test('refuses before it reads the body', async () => {
    const { app } = await server()
    const answer = await app.inject({
      method: 'POST',
      url: '/hire',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.statusCode).toBe(401)
  })

  test('is unavailable when keys can not be looked up', async () => {
    const find = () => Promise.reject(new Failure('unavailable', 'db.unavailable', 'down'))
    const { app } = await server({ find })
    expect((await app.inject({ url: '/who', ...with_('Bearer hunter22') })).statusCode).toBe(503)
  })

  test('logs who called, and never the key', async () => {
    const { app, lines } = await server()
    await app.inject({ url: '/who', ...with_('Bearer hunter22') })
    await app.inject({ url: '/who', ...with_('Bearer hunter23') })
    expect(lines.join()).not.toMatch(/hunter/)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ companyId, keyId: 'k1', route: '/who' })
  })

  test('says so in the OpenAPI document, and the others do not', async () => {
    const { app } = await server()
    const { paths, components } = (await app.inject({ url: '/openapi.json' })).json()
    expect(paths['/who'].get.security).toEqual([{ bearer: [] }])
    expect(paths['/open'].get).not.toHaveProperty('security')
    expect(components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' })
  })
})

describe('a role', () => {
  test('that will do is let in', async () => {
    const { app } = await server({ role: 'recruiter' })
    expect((await app.inject({ method: 'POST', url: '/hire', ...with_('Bearer hunter22') })).statusCode).toBe(200)
  })

  test('that will not is refused', async () => {
    const { app } = await server({ role: 'viewer' })
    const answer = await app.inject({ method: 'POST', url: '/hire', ...with_('Bearer hunter22') })
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'auth.role_insufficient'])
  })
})

describe('the call of a request', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const tracestate = 'vendor=1'
  const seen = async (given: string): Promise<unknown> => {
    const { app } = await server()
    const headers = { authorization: 'Bearer hunter22', traceparent: given, tracestate }
    const call = (await app.inject({ url: '/who', headers })).json()
    return { traceparent: call.traceparent, tracestate: call.tracestate }
  }

  test('goes on with the trace', async () => expect(await seen(traceparent)).toEqual({ traceparent, tracestate }))

  test.each([
    'nonsense',
    traceparent.toUpperCase(),
    `ff${traceparent.slice(2)}`,
    traceparent.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    traceparent.replace('b7ad6b7169203331', '0'.repeat(16)),
  ])('does not go on with %s', async (given) => expect(await seen(given)).toEqual({}))

  test('needs a caller: a route outside the keys fails instead of being public', async () => {
    const { app } = await server()
    expect((await app.inject({ url: '/open', ...with_('Bearer hunter22') })).statusCode).toBe(500)
  })
})
