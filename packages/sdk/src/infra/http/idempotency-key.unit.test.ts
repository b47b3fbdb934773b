import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CompanyId, type Call } from '../../seedwork/call.ts'
import { logger } from '../../shared/logging/index.ts'
import { bearerKeys, callOf, httpServer, idempotencyKeys } from './index.ts'

const companyId = CompanyId.parse('019aab00-0000-7000-8000-000000000001')
type Once = Extract<NonNullable<Call['once']>, { kind: 'request' }>

const server = async ({ replayed = false } = {}) => {
  const seen: (Once | undefined)[] = []
  const app = await httpServer(
    { logger: logger({ service: 'test', level: 'silent' }) },
    { title: 'Test', version: '1' },
  )
  const look = async (request: Parameters<typeof callOf>[0]) => {
    const { once } = callOf(request)
    seen.push(once as Once | undefined)
    if (once?.kind === 'request') once.replayed = replayed
    return { said: 'hello' }
  }
  const body = z.strictObject({
    name: z.string(),
    tags: z.array(z.string()).default([]),
    at: z.coerce.bigint().optional(),
    more: z.record(z.string(), z.unknown()).optional(),
  })
  await app.register(async (scope) => {
    bearerKeys(scope, { apiKeys: { find: async (presented) => ({ id: presented, companyId, role: 'owner' }) } })
    idempotencyKeys(scope)
    scope.post('/things', { schema: { operationId: 'make', body } }, look)
    scope.post('/things/:id/end', { schema: { operationId: 'end' } }, look)
    scope.post('/own-headers', { schema: { operationId: 'own', headers: z.looseObject({}) } }, look)
    scope.get('/things', { schema: { operationId: 'list' } }, look)
  })
  const ask = (key: string | undefined, payload: object = { name: 'Ana' }, url = '/things', by = 'k1') =>
    app.inject({
      method: 'POST',
      url,
      payload,
      headers: { authorization: `Bearer ${by}`, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    })
  return { app, ask, seen }
}

describe('a request with an idempotency key', () => {
  test("hands on the key as the caller's own, with a fingerprint", async () => {
    const { ask, seen } = await server()
    expect((await ask('one')).headers).not.toHaveProperty('idempotency-replayed')
    await ask('one', undefined, undefined, 'k2')
    expect(seen.map((once) => once?.key)).toEqual(['k1:one', 'k2:one'])
    expect(seen[0]).toMatchObject({ kind: 'request', fingerprint: expect.stringMatching(/^[\w-]{43}$/) })
  })

  test('has the same fingerprint however its body is written', async () => {
    const { ask, seen } = await server()
    await ask('one', { name: 'Ana', more: { a: 1, b: { c: 2, d: 3 } } })
    await ask('one', { more: { b: { d: 3, c: 2 }, a: 1 }, name: 'Ana' })
    await ask('two', { name: 'Ana' })
    await ask('two', { name: 'Ana', tags: [] })
    const [a, b, c, d] = seen.map((once) => once?.fingerprint)
    expect([a, c]).toEqual([b, d])
    expect(a).not.toBe(c)
  })

  test('has another fingerprint when it asks for something else', async () => {
    const { ask, seen } = await server()
    await ask('one', { name: 'Ana' })
    await ask('one', { name: 'Ana ' })
    await ask('one', { name: 'Ana', tags: ['a', 'b'] })
    await ask('one', { name: 'Ana', tags: ['b', 'a'] })
    await ask('one', { name: 'Ana', at: '9007199254740993' })
    await ask('one', {}, '/things/1/end')
    await ask('one', {}, '/things/2/end')
    await ask('one', {}, '/things/2/end?really=1')
    expect(new Set(seen.map((once) => once?.fingerprint)).size).toBe(8)
  })

  test('says when its answer was given before', async () => {
    const { ask } = await server({ replayed: true })
    expect((await ask('one')).headers['idempotency-replayed']).toBe('true')
  })

  test.each(['', 'a b', 'ñ', 'a'.repeat(201)])('%j is refused', async (key) => {
    const { ask, seen } = await server()
    const answer = await ask(key)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({
      code: 'invalid_input',
      errors: [{ path: 'idempotency-key', message: 'must have 1 to 200 visible ASCII characters' }],
    })
    expect(seen).toEqual([])
  })

  test('is refused too on a route with a schema for headers of its own', async () => {
    const { ask } = await server()
    expect((await ask('a b', {}, '/own-headers')).statusCode).toBe(400)
  })

  test.each(['!', '~'.repeat(200), '019aab00-0000-7000-8000-000000000001'])('%s is taken', async (key) => {
    const { ask } = await server()
    expect((await ask(key)).statusCode).toBe(200)
  })

  test('that changes nothing needs none', async () => {
    const { app, seen } = await server()
    const headers = { authorization: 'Bearer k1', 'idempotency-key': 'a b' }
    expect((await app.inject({ url: '/things', headers })).statusCode).toBe(200)
    expect(seen).toEqual([undefined])
  })
})

test('a request without a key is not marked', async () => {
  const { ask, seen } = await server()
  await ask(undefined)
  expect(seen).toEqual([undefined])
})

test('the key stands in the OpenAPI document of what changes something', async () => {
  const { app } = await server()
  const { paths } = (await app.inject({ url: '/openapi.json' })).json()
  expect(paths['/things'].post.parameters).toMatchObject([{ in: 'header', name: 'idempotency-key' }])
  expect(paths['/things'].post.parameters[0]).not.toHaveProperty('required')
  expect(paths['/things'].get).not.toHaveProperty('parameters')
})
