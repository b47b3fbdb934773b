import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Failure, type FailureKind, type FailureOptions } from '../../seedwork/failure.ts'
import { text } from '../../seedwork/text.ts'
import { logger } from '../../shared/logging/index.ts'
import { httpServer, type HttpServer, type HttpServerOptions } from './index.ts'

const id = '019aab00-0000-7000-8000-000000000001'
const Body = z.strictObject({
  name: text({ max: 20 }),
  candidate: z.strictObject({ phone: text({ max: 20 }) }).optional(),
})

const thrown = (kind: FailureKind, code: string, options?: FailureOptions) => () => {
  throw new Failure(kind, code, 'in words', options)
}

const server = async (
  handler: () => unknown = () => ({ said: 'hello' }),
  options: Partial<HttpServerOptions> = {},
): Promise<{ app: HttpServer; lines: string[] }> => {
  const lines: string[] = []
  const log = logger({ service: 'test', destination: { write: (line) => lines.push(line) } })
  const app = await httpServer({ logger: log }, { title: 'Test', version: '1.2.3', ...options })
  const answer = async () => (await handler()) as { said: string }
  const response = { 200: z.object({ said: z.string() }) }
  app.post('/things', { schema: { operationId: 'makeThing', body: Body, response } }, answer)
  app.get('/things', { schema: { operationId: 'listThings', response } }, answer)
  app.get(
    '/things/:id',
    {
      schema: {
        operationId: 'getThing',
        params: z.object({ id: z.uuidv7() }),
        querystring: z.strictObject({
          limit: z.coerce.number().int().max(100).optional(),
          cursor: text({ max: 9 }).optional(),
        }),
        response,
      },
    },
    answer,
  )
  return { app, lines }
}

const json = { 'content-type': 'application/json' }
const post = async (payload: string, headers: Record<string, string> = json, handler?: () => unknown) =>
  (await server(handler)).app.inject({ method: 'POST', url: '/things', payload, headers })

describe('a request', () => {
  test('is answered', async () => {
    const answer = await post('{"name":"Ana"}')
    expect([answer.statusCode, answer.json()]).toEqual([200, { said: 'hello' }])
  })

  test.each([
    ['broken JSON', '{', 400, 'malformed_json'],
    ['an empty body', '', 400, 'malformed_json'],
    ['null', 'null', 400, 'invalid_input'],
    ['an array', '[]', 400, 'invalid_input'],
    ['a very deep array', '['.repeat(100_000) + ']'.repeat(100_000), 400, 'invalid_input'],
    ['a wrong type', '{"name":7}', 400, 'invalid_input'],
    ['NUL', String.raw`{"name":"a\u0000"}`, 400, 'invalid_input'],
    ['half a surrogate pair', String.raw`{"name":"\ud800"}`, 400, 'invalid_input'],
    ['a body above the limit', JSON.stringify({ name: 'a'.repeat(512 * 1024) }), 413, 'body_too_large'],
  ])('with %s is refused', async (_what, payload, status, code) => {
    const answer = await post(payload)
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    expect(answer.headers['content-type']).toBe('application/problem+json')
  })

  test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense'])(
    'as %s is refused',
    async (type) => {
      const answer = await post('{"name":"Ana"}', { 'content-type': type })
      expect([answer.statusCode, answer.json().code]).toEqual([415, 'unsupported_media_type'])
    },
  )

  test.each(['{"name":"Ana","__proto__":{"a":1}}', '{"name":"Ana","constructor":{"prototype":{"a":1}}}'])(
    'with %s is taken without it',
    async (payload) => expect((await post(payload)).statusCode).toBe(200),
  )

  test('is told all that is wrong with its body, by path', async () => {
    const answer = await post('{"name":"","candidate":{"phone":5,"colour":"red"},"more":1}')
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'invalid_input',
      errors: [
        { path: 'name', message: 'must not be empty' },
        { path: 'candidate.phone' },
        { path: 'candidate.colour', message: 'is not a known field' },
        { path: 'more', message: 'is not a known field' },
      ],
    })
  })

  test('made of mistakes is not told all of them', async () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`${index}`.padEnd(300, 'x'), 1]))
    const { errors } = (await post(JSON.stringify(many))).json()
    expect(errors).toHaveLength(50)
    expect(errors[1].path).toHaveLength(200)
  })

  test.each([
    [`/things/${id}`, 200],
    ['/things/7', 404],
    ['/things/%00', 404],
    ['/things/%ED%A0%80', 400],
    ['/things/%zz', 400],
    [`/things/${'7'.repeat(5_000)}`, 404],
    [`/things/${id}?limit=101`, 400],
    [`/things/${id}?limit=1&limit=2`, 400],
    [`/things/${id}?cursor=%00`, 400],
    [`/things/${id}?cursor=%ff`, 200],
    [`/things/${id}?__proto__=1`, 400],
    [`/things/${id}?no=1`, 400],
    ['/nothing', 404],
  ])('for %s is answered %i', async (url, status) => {
    const { app } = await server()
    const answer = await app.inject({ url })
    expect(answer.statusCode).toBe(status)
    if (status !== 200) expect(answer.headers['content-type']).toBe('application/problem+json')
  })

  test('for a path that nobody serves says so', async () => {
    const { app } = await server()
    const answer = await app.inject({ method: 'DELETE', url: '/things' })
    expect(answer.json()).toEqual({
      type: 'urn:baltra:problem:no_such_route',
      title: 'Not Found',
      status: 404,
      detail: 'there is no DELETE at this path',
      code: 'no_such_route',
      requestId: answer.headers['x-request-id'],
    })
  })
})

describe('a failure', () => {
  test.each([
    ['invalid', 'funnel.not_active', 422],
    ['invalid', 'invalid_input', 400],
    ['invalid', 'idempotency.key_reused', 422],
    ['not_found', 'not_found', 404],
    ['conflict', 'conflict', 409],
    ['forbidden', 'auth.forbidden', 403],
  ] as const)('of kind %s with code %s is a %i', async (kind, code, status) => {
    const answer = await post('{"name":"Ana"}', json, thrown(kind, code))
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ type: `urn:baltra:problem:${code}`, status, code, detail: 'in words' })
    expect(answer.headers).not.toHaveProperty('retry-after')
  })

  test('tells its facts beside the standard members, and can not change those', async () => {
    const details = { applicationId: id, status: 200, requestId: 'mine' }
    const answer = await post('{"name":"Ana"}', json, thrown('conflict', 'funnel.already_applied', { details }))
    const { requestId, ...rest } = answer.json()
    expect(requestId).toBe(answer.headers['x-request-id'])
    expect(rest).toMatchObject({ code: 'funnel.already_applied', status: 409, applicationId: id })
  })

  test.each([
    ['unavailable', 'db.unavailable', 503, '5'],
    ['conflict', 'idempotency.in_flight', 409, '1'],
  ] as const)('of kind %s with code %s says when to come again', async (kind, code, status, after) => {
    const answer = await post('{"name":"Ana"}', json, thrown(kind, code))
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([status, after])
  })

  test.each(['unavailable', 'unknown'] as const)('of kind %s keeps its words and facts to the log', async (kind) => {
    const { app, lines } = await server(
      thrown(kind, 'db.lost', { details: { host: 'primary.internal' }, cause: new Error('10.0.0.7') }),
    )
    const answer = await app.inject({ url: '/things' })
    expect(answer.json().code).toBe('db.lost')
    expect(answer.body).not.toMatch(/in words|primary.internal|10\.0/)
    expect(lines.join()).toMatch(/in words.*10\.0\.0\.7/)
  })

  test('of kind unknown is no 503, which clients repeat by themselves', async () => {
    const answer = await post('{"name":"Ana"}', json, thrown('unknown', 'db.outcome_unknown'))
    expect(answer.statusCode).toBe(500)
    expect(answer.json().detail).toMatch(/same Idempotency-Key/)
  })
})

describe('an unexpected error', () => {
  const secretive = (): never => {
    throw new Error('select * from candidates', { cause: new Error('inner') })
  }

  test('is a 500 that tells nothing, and a line with its cause', async () => {
    const { app, lines } = await server(secretive)
    const answer = await app.inject({ url: '/things' })
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toMatchObject({ code: 'internal', detail: 'something went wrong on our side' })
    expect(answer.body).not.toMatch(/candidates|inner|stack/)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      requestId: answer.headers['x-request-id'],
      err: { message: 'select * from candidates', cause: { message: 'inner' } },
    })
  })

  test.each([undefined, null, 'a text', 7])('that is %s is a 500 too', async (value) => {
    const answer = await post('{"name":"Ana"}', json, () => Promise.reject(value))
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([500, 'application/problem+json'])
  })

  test('is what an answer is that its schema refuses', async () => {
    const answer = await post('{"name":"Ana"}', json, () => ({ said: 7 }))
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal'])
  })
})

describe('an answer', () => {
  test('holds only what its schema names', async () => {
    const answer = await post('{"name":"Ana"}', json, () => ({ said: 'hi', internal: 'row' }))
    expect(answer.json()).toEqual({ said: 'hi' })
  })

  test.each(['abc', 'a.b-c_d:1', '0'.repeat(128)])("carries the caller's request id %s", async (given) => {
    const { app } = await server()
    expect((await app.inject({ url: '/things', headers: { 'x-request-id': given } })).headers['x-request-id']).toBe(
      given,
    )
  })

  test.each(['', 'a b', 'a\tb', '<script>', '0'.repeat(129)])(
    'does not carry %j but an id of its own',
    async (given) => {
      const { app } = await server()
      const answer = await app.inject({ url: '/things', headers: { 'x-request-id': given } })
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    },
  )

  test('is logged in one line, by route and without the address', async () => {
    const { app, lines } = await server()
    await app.inject({ url: `/things/${id}?cursor=hunter22` })
    await app.inject({ url: '/health/live' })
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toMatch(/hunter22/)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      method: 'GET',
      route: '/things/:id',
      status: 200,
      msg: 'request',
    })
  })

  test('that is a problem is logged with its code', async () => {
    const { app, lines } = await server(thrown('conflict', 'funnel.already_applied'))
    await app.inject({ url: '/things' })
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ status: 409, code: 'funnel.already_applied' }])
  })
})

describe('the OpenAPI document', () => {
  const document = async () => (await (await server()).app.inject({ url: '/openapi.json' })).json()

  test('is 3.1.1 and describes what validates', async () => {
    const { openapi, info, paths } = await document()
    expect([openapi, info]).toEqual(['3.1.1', { title: 'Test', version: '1.2.3' }])
    expect(paths['/things'].post).toMatchObject({
      operationId: 'makeThing',
      requestBody: { required: true, content: { 'application/json': { schema: { required: ['name'] } } } },
    })
    expect(paths['/things/{id}'].get.parameters).toHaveLength(3)
  })

  test('says of every operation that it may answer with a problem', async () => {
    const { paths, components } = await document()
    expect(paths['/things'].get.responses.default).toEqual({ $ref: '#/components/responses/Problem' })
    expect(components.responses.Problem.content['application/problem+json'].schema.$ref).toBe(
      '#/components/schemas/Problem',
    )
    expect(components.schemas.Problem.required).toEqual(['type', 'title', 'status', 'detail', 'code', 'requestId'])
  })

  test('lacks no operation by accident', async () => {
    const { app } = await server()
    expect(() => app.get('/new', async () => 'x')).toThrow('GET /new has neither schema.operationId nor schema.hide')
    expect(() => app.get('/new', { schema: { hide: true } }, async () => 'x')).not.toThrow()
  })

  test('has no two operations of one name', async () => {
    const { app } = await server()
    expect(() => app.get('/other', { schema: { operationId: 'getThing' } }, async () => 'x')).toThrow(
      /both called getThing/,
    )
  })
})
