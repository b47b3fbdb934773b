import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { logger } from '../../shared/logging/index.ts'
import { httpServer, rawBody } from './index.ts'

const server = async () => {
  const log = logger({ service: 'test', level: 'silent' })
  const app = await httpServer({ logger: log }, { title: 'Test', version: '1', bodyLimit: 1_000 })
  await app.register(async (scope) => {
    rawBody(scope)
    scope.post('/webhook', { schema: { operationId: 'webhook' } }, async ({ rawBody: bytes, body }) => ({
      hex: bytes.toString('hex'),
      parsed: body !== undefined,
    }))
  })
  const schema = { operationId: 'normal', body: z.object({ a: z.number() }) }
  app.post('/normal', { schema }, async (request) => ({ a: request.body.a, raw: 'rawBody' in request }))
  return app
}

describe('a route that asks for the bytes', () => {
  test.each([
    ['application/json', Buffer.from('{"a" : 1}\n')],
    ['application/json; charset=utf-8', Buffer.from('{')],
    ['text/plain', Buffer.from('ñ')],
    ['application/octet-stream', Buffer.from([0, 255, 254])],
  ])('gets them as they came, of %s', async (type, payload) => {
    const answer = await (
      await server()
    ).inject({ method: 'POST', url: '/webhook', payload, headers: { 'content-type': type } })
    expect([answer.statusCode, answer.json()]).toEqual([200, { hex: payload.toString('hex'), parsed: false }])
  })

  test('gets none when there is no body', async () => {
    expect((await (await server()).inject({ method: 'POST', url: '/webhook' })).json()).toEqual({
      hex: '',
      parsed: false,
    })
  })

  test('has the same limit as the others', async () => {
    const answer = await (await server()).inject({ method: 'POST', url: '/webhook', payload: Buffer.alloc(1_001) })
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'body_too_large'])
  })

  test('leaves the others alone', async () => {
    const answer = await (await server()).inject({ method: 'POST', url: '/normal', payload: { a: 1 } })
    expect(answer.json()).toEqual({ a: 1, raw: false })
  })
})
