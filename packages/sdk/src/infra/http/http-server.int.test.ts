import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { logger } from '../../shared/logging/index.ts'
import { httpServer, listen, type HttpServer } from './index.ts'

const log = logger({ service: 'test', level: 'silent' })
const open: HttpServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()))
})

const server = async (): Promise<HttpServer> => {
  const app = await httpServer({ logger: log }, { title: 'Test', version: '1' })
  open.push(app)
  return app
}

const listening = async (app: HttpServer): Promise<number> =>
  Number(new URL(await listen(app, { port: 0, variable: 'PORT' })).port)

const raw = async (
  port: number,
  bytes: string,
): Promise<{ status: string; body: { code: string; requestId: string } }> => {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  expect(head).toMatch(/content-type: application\/problem\+json/i)
  return { status: head.slice(9, 12), body: JSON.parse(body) }
}

describe('what is not yet a request', () => {
  test('is answered with a problem too', async () => {
    const port = await listening(await server())
    const garbage = await raw(port, 'GARBAGE\r\n\r\n')
    expect([garbage.status, garbage.body.code]).toEqual(['400', 'bad_request'])
    expect(garbage.body.requestId).toMatch(/^[0-9a-f-]{36}$/)
    const huge = await raw(port, `GET /health/live HTTP/1.1\r\nhost: x\r\nbig: ${'a'.repeat(20_000)}\r\n\r\n`)
    expect([huge.status, huge.body.code]).toEqual(['431', 'headers_too_large'])
  })
})

describe('a port', () => {
  test('is open to this machine only', async () => {
    const app = await server()
    await listening(app)
    expect(app.addresses()).toMatchObject([{ address: '127.0.0.1' }])
  })

  test('that is taken is named, with the variable that changes it', async () => {
    const port = await listening(await server())
    await expect(listen(await server(), { port, variable: 'HIRING_PORT' })).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'http.port_taken',
      retryable: false,
      message: `port ${port} on 127.0.0.1 is taken by another program: set HIRING_PORT to another one`,
      details: { port, host: '127.0.0.1', variable: 'HIRING_PORT' },
    })
  })

  test('on an address that this machine does not have fails as it is', async () => {
    const listening = listen(await server(), { port: 0, host: '203.0.113.1', variable: 'PORT' })
    await expect(listening).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
  })
})

describe('a server that closes', () => {
  test('finishes what it has in hand', async () => {
    const app = await server()
    const started = Promise.withResolvers<undefined>()
    const finish = Promise.withResolvers<undefined>()
    app.get('/slow', { schema: { operationId: 'slow' } }, async () => {
      started.resolve(undefined)
      await finish.promise
      return 'done'
    })
    const port = await listening(app)
    const answer = fetch(`http://127.0.0.1:${port}/slow`)
    await started.promise
    const closing = app.close()
    onTestFinished(() => finish.resolve(undefined))
    await vi.waitUntil(() => !app.server.listening)
    finish.resolve(undefined)
    expect([(await answer).headers.get('connection'), await (await answer).text()]).toEqual(['close', 'done'])
    await closing
  })

  test('answers a request that was on its way', async () => {
    const app = await server()
    const socket = connect(await listening(app), '127.0.0.1')
    const answer = text(socket)
    socket.write('GET /health/live HTTP/1.1\r\n')
    await vi.waitUntil(async () => (await connections(app)) === 1)
    const closing = app.close()
    socket.write('host: x\r\n\r\n')
    expect(await answer).toMatch(/^HTTP\/1.1 200 OK[^]*connection: close[^]*"ok"/)
    await closing
  })
})

const connections = (app: HttpServer): Promise<number> =>
  new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)))
