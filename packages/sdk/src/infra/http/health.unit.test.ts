import { describe, expect, test } from 'vitest'
import { logger } from '../../shared/logging/index.ts'
import { httpServer, type HealthCheck } from './index.ts'

const works = (name: string): HealthCheck => ({ name, run: async () => 'fine' })
const fails = (name: string): HealthCheck => ({
  name,
  run: () => Promise.reject(new Error('password refused by 10.0.0.7')),
})

const server = async (...checks: HealthCheck[]) => {
  const lines: string[] = []
  const log = logger({ service: 'test', destination: { write: (line) => lines.push(line) } })
  return { app: await httpServer({ logger: log, checks }, { title: 'Test', version: '1' }), lines }
}

const ready = async (...checks: HealthCheck[]) => {
  const { app, lines } = await server(...checks)
  const answer = await app.inject({ url: '/health/ready' })
  return { status: answer.statusCode, body: answer.json(), lines }
}

describe('a service', () => {
  test('is alive, whatever it depends on', async () => {
    const { app } = await server(fails('database'))
    const answer = await app.inject({ url: '/health/live' })
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }])
  })

  test('is ready when all that it depends on works', async () => {
    const { status, body } = await ready(works('database'), works('queue'))
    expect(status).toBe(200)
    expect(body).toEqual({
      status: 'ok',
      checks: [
        { name: 'database', status: 'ok', latencyMs: expect.any(Number) },
        { name: 'queue', status: 'ok', latencyMs: expect.any(Number) },
      ],
    })
  })

  test('is not ready when one of it is down, and tells which but not why', async () => {
    const { status, body, lines } = await ready(fails('database'), works('queue'))
    expect(status).toBe(503)
    expect(body).toMatchObject({ status: 'down', checks: [{ name: 'database', status: 'down' }, { status: 'ok' }] })
    expect(JSON.stringify(body)).not.toMatch(/password/)
    expect(lines.join()).toMatch(/"check":"database".*password refused/)
  })

  test('does not wait longer than the deadline of a check, also of one that never ends or ignores its signal', async () => {
    let aborted = false
    const deaf: HealthCheck = {
      name: 'deaf',
      deadlineMs: 20,
      run: (signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => (aborted = true))
        }),
    }
    const { status, body } = await ready(deaf, works('queue'))
    expect([status, body.checks[0].status, aborted]).toEqual([503, 'down', true])
    expect(body.checks[0].latencyMs).toBeGreaterThanOrEqual(19)
  })

  test('is down when a check throws before it promises anything', async () => {
    const throws = (): never => {
      throw new Error('no client')
    }
    expect((await ready({ name: 'database', run: throws })).status).toBe(503)
  })

  test('is not ready while it drains, and still answers', async () => {
    const { app } = await server(works('database'))
    app.drain()
    const answer = await app.inject({ url: '/health/ready' })
    expect([answer.statusCode, answer.json().status]).toEqual([503, 'draining'])
    expect((await app.inject({ url: '/health/live' })).statusCode).toBe(200)
  })
})
