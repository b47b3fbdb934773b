import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newPhone } from '../test/a-company.ts'
import { assertInvalid, assertProblem } from '../test/assert-problem.ts'
import type { Answer } from '../test/ask.ts'
import { examplesOf, operationsOf, pathOf, type Examples, type Operation } from '../test/operations.ts'
import { rawRequest } from '../test/raw-request.ts'
import { runningApi, type Company, type RunningApi } from '../test/running-api.ts'
import '../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: RunningApi
let company: Company
let operations: readonly Operation[]
let examples: Examples

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = await runningApi(clone.url)
  company = await api.company()
  operations = await operationsOf(api.url)
  examples = await examplesOf(company)
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

/** What the service logged as its own failure. */
const failures = (): readonly object[] => api.lines.filter(({ level }) => level === 'error')

/** Refused as a problem, and not one of ours. */
const assertRefused = (answer: Answer, what: string): void => {
  expect(answer.status, `${what}: ${answer.text}`).toBeGreaterThanOrEqual(400)
  expect(answer.status, `${what}: ${answer.text}`).toBeLessThan(500)
  assertProblem(answer, answer.status, answer.body?.code as string)
}

const writing = (): readonly Operation[] => operations.filter(({ method, keyed }) => method === 'POST' && keyed)
const urlOf = (operation: Operation): string => pathOf(operation, examples[operation.operationId]?.[0] ?? {})

/** The body to every operation that takes one. */
const sendEverywhere = async (
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<readonly Answer[]> =>
  Promise.all(
    writing().map((operation) => api.ask(urlOf(operation), { method: 'POST', key: company.key, body, headers })),
  )

describe('a body', () => {
  test.each([
    ['half a JSON', '{"openingId":'],
    ['no JSON', 'openingId=1'],
    ['with a comma too many', '{"a":1,}'],
    ['with NaN', '{"expectedVersion":NaN}'],
    ['with a raw control character', '{"to":"a\u0001"}'],
    ['that is empty', ''],
    ['of space', ' '],
    ['of a byte order mark', '\ufeff'],
    ['that is UTF-16', Uint8Array.from(Buffer.from('\ufeff{}', 'utf16le'))],
    ['in two parts', '{}{}'],
    ['of a lone escape', '{"to":"\\'],
  ])('%s is malformed', async (_what, body) => {
    for (const answer of await sendEverywhere(body)) assertProblem(answer, 400, 'malformed_json')
  })

  test.each(['null', 'true', '5', '-0', '"text"', '[]', '[{}]', '[[]]', '"\\ud800"'])(
    '%s is not an object',
    async (body) => {
      for (const answer of await sendEverywhere(body)) assertProblem(answer, 400, 'invalid_input')
    },
  )

  test.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000)],
    ['objects under a poisoned key', '{"__proto__":'.repeat(30_000) + '1' + '}'.repeat(30_000)],
    ['a field', `{"candidate":${'[['.repeat(50_000)}${']]'.repeat(50_000)}}`],
    ['a source', `{"source":${'{"channel":'.repeat(30_000)}1${'}'.repeat(30_000)}}`],
  ])('of deeply nested %s is refused', async (_what, body) => {
    for (const answer of await sendEverywhere(body)) assertRefused(answer, body.slice(0, 20))
  })

  test('of a megabyte is too large', async () => {
    for (const answer of await sendEverywhere(JSON.stringify({ to: 'x'.repeat(1_048_576) })))
      assertProblem(answer, 413, 'body_too_large')
  })

  test('of a megabyte that does not say its length is too large', async () => {
    const chunk = `${(60_000).toString(16)}\r\n${'x'.repeat(60_000)}\r\n`
    const head = `POST /v1/applications HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${company.key}\r\ncontent-type: application/json\r\n`
    const { status, text } = await rawRequest(
      api.url,
      `${head}transfer-encoding: chunked\r\nconnection: close\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`,
    )
    expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 413, code: 'body_too_large' })
  })

  test.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'nonsense',
    'application/json5',
  ])('of the type %s is not taken', async (type) => {
    for (const answer of await sendEverywhere('{}', { 'content-type': type }))
      assertProblem(answer, 415, 'unsupported_media_type')
  })

  test('that is missing altogether is refused', async () => {
    for (const operation of writing())
      assertRefused(await api.ask(urlOf(operation), { method: 'POST', key: company.key }), operation.operationId)
  })

  test('with unknown fields is refused, each by its path', async () => {
    for (const operation of writing()) {
      const { body } = examples[operation.operationId]![0]!
      const answer = await company.post(urlOf(operation), { ...body, extra: 1, 'é\u0000': 2 })
      assertProblem(answer, 400, 'invalid_input')
      expect((answer.body.errors as { path: string }[]).map(({ path }) => path)).toEqual(['extra', 'é\u0000'])
    }
  })

  test('with keys that mean something to JavaScript is as good as its other keys', async () => {
    const candidate = `{"name":"Ana","phone":"${newPhone()}","__proto__":{"email":"x"}}`
    const { status, body } = await api.ask('/v1/applications', {
      method: 'POST',
      key: company.key,
      body: `{"__proto__":{"admin":true},"openingId":"${company.openingId}","candidate":${candidate}}`,
    })
    expect({ status, candidate: body.candidate }).toMatchObject({ status: 201, candidate: { name: 'Ana' } })
    expect(Object.prototype).not.toHaveProperty('admin')
    for (const key of ['constructor', 'toString', 'hasOwnProperty', 'prototype']) {
      assertInvalid(await company.apply({ [key]: { x: 1 } }), key)
    }
  })

  const hostile = [
    null,
    true,
    0,
    -1,
    1e308,
    '',
    'x',
    'x'.repeat(10_000),
    [],
    ['x'],
    {},
    { a: 1 },
    'a\u0000b',
    '\ud83d',
    '\udc00\ud800',
    "'; drop table funnel.applications; --",
  ]

  test('with a wrong value in any field is refused, by field', async () => {
    const fields = [
      ['openingId', (value: unknown) => company.apply({ openingId: value })],
      ['candidate', (value: unknown) => company.apply({ candidate: value })],
      ['candidate.phone', (value: unknown) => company.apply({ candidate: { name: 'Ana', phone: value } })],
      [
        'candidate.email',
        (value: unknown) => company.apply({ candidate: { name: 'Ana', phone: newPhone(), email: value } }),
      ],
    ] as const
    for (const [field, send] of fields) {
      for (const value of hostile) {
        const answer = await send(value)
        assertRefused(answer, `${field} ${JSON.stringify(value)}`)
        for (const { path } of answer.body.errors as { path: string }[])
          expect(path.startsWith(field), `${path} in ${field}`).toBe(true)
      }
    }
  })

  test('with any value in the other fields is refused or taken, and never breaks anything', async () => {
    const { id } = (await company.apply()).body as { id: string }
    for (const value of hostile) {
      const answers = await Promise.all([
        company.apply({ candidate: { name: value, phone: newPhone() } }),
        company.apply({ source: value }),
        company.apply({ source: { channel: value } }),
        company.apply({ source: { channel: 'form', utmSource: value } }),
        company.advance(id, { to: value, expectedVersion: 1 }),
        company.advance(id, { to: 'screened', expectedVersion: value }),
        company.advance(id, { to: 'screened', expectedVersion: 1, via: value }),
        company.outcome(id, { outcome: value, expectedVersion: 1 }),
        company.outcome(id, { outcome: 'rejected', reason: value, expectedVersion: 99 }),
        company.retract(id, { expectedVersion: value }),
      ])
      for (const answer of answers) if (answer.status !== 201) assertRefused(answer, JSON.stringify(value))
    }
    expect(failures()).toEqual([])
  })
})

describe('a path', () => {
  const ids = [
    'x',
    '0',
    '-1',
    'null',
    'undefined',
    '%00',
    '%0a',
    '%20',
    '%25',
    '%2e%2e',
    '%2e%2e%2f',
    '%f0%9f%98%80',
    "'",
    '%22',
    '*',
    'a'.repeat(101),
    'a'.repeat(3_000),
  ]

  test('with an id that is none is 404, over every route', async () => {
    for (const operation of operations.filter(({ path }) => path.includes('{'))) {
      const [{ body } = {}] = examples[operation.operationId] ?? []
      for (const id of ids) {
        const path = pathOf(operation, { parameters: { id, companyId: id } })
        const answer = await api.ask(path, { method: operation.method, key: company.key, body })
        assertProblem(answer, 404, answer.body.code as string)
      }
    }
  })

  const get = (path: string, headers = ''): ReturnType<typeof rawRequest> =>
    rawRequest(
      api.url,
      Buffer.from(
        `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${company.key}\r\n${headers}connection: close\r\n\r\n`,
        'latin1',
      ),
    )

  test.each([
    ['a percent alone', '/v1/applications/%', 400],
    ['no hex', '/v1/applications/%zz', 400],
    ['half a character', '/v1/applications/%c3', 400],
    ['a surrogate', '/v1/applications/%ed%a0%80', 400],
    ['an overlong character', '/v1/applications/%c0%ae', 400],
    ['raw bytes', '/v1/applications/\u00ff\u00fe', 400],
    ['a percent alone, where nothing is', '/nowhere/%', 400],
    ['dots', '/v1/../../etc/passwd', 404],
    ['slashes', '//v1//applications', 404],
    ['another host', 'http://elsewhere/v1/applications', 200],
    ['a semicolon', '/v1/me;x=1', 404],
    ['a long name', `/${'x'.repeat(10_000)}`, 404],
    ['too long a name', `/${'x'.repeat(20_000)}`, 431],
    ['NUL', '/v1/applications/\u0000', 400],
    ['space', '/v1/applications/a b', 400],
  ])('of %s is answered with a problem', async (_what, path, expected) => {
    const { status, head, text } = await get(path)
    expect({ status, text }).toMatchObject({ status: expected })
    if (status < 400) return
    expect(head).toMatch(/content-type: application\/problem\+json/i)
    expect(JSON.parse(text)).toMatchObject({ status, requestId: expect.any(String) })
  })

  test.each([
    ['with NUL', 'x-request-id: a\u0000b\r\n', 400],
    ['with a bare line feed', 'x-request-id: a\n b\r\n', 400],
    ['with bytes that are no text', 'x-request-id: \u00ff\u00fe\r\n', 200],
    ['without a name', ': x\r\n', 400],
    ['of 20,000 bytes', `x-big: ${'x'.repeat(20_000)}\r\n`, 431],
    ['of two lengths', 'content-length: 1\r\ncontent-length: 2\r\n', 400],
    ['of a length that is no number', 'content-length: -1\r\n', 400],
    ['of a length and chunks', 'content-length: 1\r\ntransfer-encoding: chunked\r\n', 400],
  ])('with a header %s is answered', async (_what, headers, expected) => {
    const { status, head, text } = await get('/v1/me', headers)
    expect(status, text).toBe(expected)
    if (status >= 400) expect(head).toMatch(/content-type: application\/problem\+json/i)
  })

  test('with a request id that can not be printed gets one that can', async () => {
    const { head } = await get('/v1/me', 'x-request-id: \u00ff<script>\r\n')
    expect(head).toMatch(/x-request-id: [0-9a-f-]{36}/i)
  })

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'SEARCH'])('with %s is no route', async (method) => {
    for (const { path } of operations) {
      const answer = await api.ask(path.replaceAll(/\{\w+\}/g, company.companyId), { method, key: company.key })
      assertProblem(answer, 404, 'no_such_route')
    }
  })

  test.each(['TRACE', 'QUERY', 'NONSENSE', 'get', ''])('with the method %j is refused', async (method) => {
    const { status, head } = await rawRequest(
      api.url,
      `${method} /v1/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    )
    expect([400, 404]).toContain(status)
    expect(head).toMatch(/content-type: application\/problem\+json/i)
  })
})

describe('a query', () => {
  const values = [
    '',
    'x',
    '%00',
    '%ed%a0%80',
    '%',
    '%zz',
    '%f0%9f%98%80',
    '-1',
    '1e999',
    'NaN',
    '[]',
    '%27',
    '__proto__',
    'x'.repeat(5_000),
  ]
  const names = [
    'openingId',
    'stage',
    'outcome',
    'reached',
    'cursor',
    'limit',
    'applicationId',
    '__proto__',
    'constructor',
    'a[b]',
    '%00',
    '',
  ]

  test('of anything never breaks a route', async () => {
    const questions = operations.filter(({ method, keyed }) => method === 'GET' && keyed)
    for (const operation of questions) {
      const path = urlOf(operation).split('?')[0]!
      await Promise.all(
        names.flatMap((name) =>
          values.map(async (value) => {
            const answer = await api.ask(`${path}?${name}=${value}`, { key: company.key })
            if (answer.status !== 200) assertRefused(answer, `${path} ${name} ${value}`)
          }),
        ),
      )
    }
    expect(failures()).toEqual([])
  })

  test.each(['openingId', 'stage', 'outcome', 'reached', 'cursor', 'limit'])(
    'with %s twice is refused',
    async (name) => {
      assertInvalid(await company.get(`/v1/applications?${name}=1&${name}=1`), name)
    },
  )

  test('with an unknown name is refused', async () => {
    for (const path of ['/v1/applications', '/v1/onboarding/cases', `/v1/companies/${company.companyId}/funnel`]) {
      assertInvalid(await company.get(`${path}?colour=red`), 'colour')
    }
  })
})
