import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { embeddedPostgres, freePort } from '@baltra/sdk/testing'
import { migrate } from '@baltra/sdk/infra/db'
import { expect, test } from 'vitest'
import { clientOf, until } from '../test/running-stack.ts'
import { provisionDemo, readDemo } from './demo.ts'
import { startService } from './service-process.ts'

const people = 200
const clients = 8

test('a worker that is killed every second loses nothing and does nothing twice', async () => {
  const home = await mkdtemp(join(tmpdir(), 'baltra-killed-'))
  const parts = new AsyncDisposableStack()
  parts.defer(() => rm(home, { recursive: true, force: true }))
  try {
    const postgres = parts.use(await embeddedPostgres({ directory: join(home, 'postgres') }))
    await migrate({ url: postgres.url })
    const HIRING_PORT = await freePort()
    const demo = await readDemo(
      {
        BALTRA_HOME: home,
        HIRING_PORT,
        BFF_PORT: 1,
        GRAPH_PORT: 1,
        BALTRA_POSTGRES_PORT: 1,
        BALTRA_DATABASE_URL: undefined,
      },
      postgres.url,
    )
    await provisionDemo(demo)
    const meta = { META_APP_SECRETS: 'x', META_VERIFY_TOKEN: 'x', META_ACCESS_TOKEN: 'x', META_APP_SECRET: 'x' }
    const environment = { BALTRA_DATABASE_URL: postgres.url, HIRING_PORT: String(HIRING_PORT), ...meta }
    const service = (name: string) =>
      startService({
        name,
        main: `${name}/src/main.ts`,
        logs: home,
        environment,
        ...(name === 'hiring-api' && { readyUrl: `${demo.hiringUrl}/health/ready` }),
      })
    const api = await service('hiring-api')
    parts.defer(() => api.stop())
    await api.ready()
    const client = clientOf(demo)

    let kills = 0
    let loading = true
    const killing = (async () => {
      while (loading) {
        const worker = await service('hiring-worker')
        await until(
          () => readFile(join(home, 'hiring-worker.log'), 'utf8'),
          (log) => log.includes('working'),
        )
        await pause(1_000)
        process.kill(worker.pid, 'SIGKILL')
        await worker.died
        kills += 1
      }
    })()

    const accepted: string[] = []
    const numbers = Array.from({ length: people }, (_, index) => `55 6000 ${1000 + index}`).values()
    const load = async (): Promise<void> => {
      for (const phone of numbers) {
        const applied = await client.apply(phone)
        expect(applied.status).toBe(201)
        const moved = await client.post(`/v1/applications/${applied.body.id}/advance`, {
          to: 'accepted',
          via: 'skip',
          expectedVersion: 1,
        })
        expect(moved.status).toBe(200)
        accepted.push(applied.body.id as string)
      }
    }
    await Promise.all(Array.from({ length: clients }, load))
    await until(
      async () => kills,
      (count) => count >= 5,
    )
    loading = false
    await killing
    // It died at work, not before it.
    expect((await client.get('/v1/onboarding/cases')).body.items.length).toBeGreaterThan(0)

    const worker = await service('hiring-worker')
    parts.defer(() => worker.stop())
    for (const applicationId of accepted) {
      const { body } = await until(
        () => client.get(`/v1/onboarding/cases?applicationId=${applicationId}`),
        (answer) => answer.body.items.length > 0,
      )
      expect(body.items).toHaveLength(1)
      expect(body.items[0].documents).toHaveLength(6)
    }
    const funnel = await client.funnel()
    expect(accepted).toHaveLength(people)
    expect(funnel).toMatchObject({ total: people, checks: { conservation: true } })
    expect(funnel.buckets.find(({ kind }: { kind: string }) => kind === 'accepted')).toMatchObject({
      active: people,
      reached: people,
    })
  } finally {
    await parts.disposeAsync()
  }
})
