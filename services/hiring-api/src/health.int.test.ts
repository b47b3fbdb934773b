import { cloneDatabase } from '@baltra/sdk/testing'
import { expect, inject, onTestFinished, test } from 'vitest'
import { assertProblem } from '../test/assert-problem.ts'
import { databaseProxy } from '../test/database-proxy.ts'
import { runningApi } from '../test/running-api.ts'
import '../test/vitest-context.ts'

const apiBehindProxy = async () => {
  const clone = await cloneDatabase(inject('postgres'))
  onTestFinished(() => clone[Symbol.asyncDispose]())
  const proxy = await databaseProxy(clone.url)
  const api = await runningApi(proxy.url)
  onTestFinished(async () => {
    proxy.cut()
    await api[Symbol.asyncDispose]()
    await proxy[Symbol.asyncDispose]()
  })
  return { api, proxy }
}

test('ready tells each dependency with its state', async () => {
  const { api } = await apiBehindProxy()
  const ready = await api.ask('/health/ready')
  expect(ready.status).toBe(200)
  expect(ready.body).toEqual({
    status: 'ok',
    checks: [{ name: 'postgres', status: 'ok', latencyMs: expect.any(Number) }],
  })
  expect((await api.ask('/health/live')).body).toEqual({ status: 'ok' })
})

test('without its database it lives, is not ready, and says so to everybody until the database is back', async () => {
  const { api, proxy } = await apiBehindProxy()
  const company = await api.company()
  proxy.cut()
  const ready = await api.ask('/health/ready')
  expect([ready.status, ready.body]).toMatchObject([
    503,
    { status: 'down', checks: [{ name: 'postgres', status: 'down' }] },
  ])
  expect((await api.ask('/health/live')).status).toBe(200)
  for (const answer of [await company.get('/v1/openings'), await company.apply()]) {
    assertProblem(answer, 503, 'db.unavailable')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|postgres/)
  }
  proxy.mend()
  await expect.poll(async () => (await api.ask('/health/ready')).status).toBe(200)
  expect((await company.apply()).status).toBe(201)
})

test('a database that was dropped is one that is gone', async () => {
  const clone = await cloneDatabase(inject('postgres'))
  await using api = await runningApi(clone.url)
  await clone[Symbol.asyncDispose]()
  const ready = await api.ask('/health/ready')
  expect([ready.status, ready.body]).toMatchObject([503, { status: 'down' }])
})
