import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startService } from './service-process.ts'
import { clientOf, freePorts, spawnStack, until } from '../test/running-stack.ts'

let home: string
let environment: Record<string, string>

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'baltra-stack-'))
  environment = { ...(await freePorts()), BALTRA_HOME: home }
})
afterAll(() => rm(home, { recursive: true, force: true }))

interface Run {
  readonly children: Readonly<Record<string, number>>
}
const run = async (): Promise<Run> => JSON.parse(await readFile(join(home, 'run.json'), 'utf8')) as Run

/** Not those that are dead and that nobody has waited for: they have a number still, and no command line. */
const alive = (pids: readonly number[]): readonly number[] =>
  pids.filter((pid) => {
    try {
      process.kill(pid, 0)
      return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
    } catch {
      return false
    }
  })

describe('the local stack', () => {
  test('carries a Meta lead and a form to the funnel, and an accepted one to onboarding', async () => {
    const stack = spawnStack(environment)
    const demo = await stack.up()
    const client = clientOf(demo)
    const lead = await client.lead({
      full_name: 'José Ñandú',
      phone_number: '+52 1 55 1111 2222',
      email: 'jose@example.com',
    })
    expect(lead).toMatchObject({ status: 201, body: { leadgenId: expect.stringMatching(/^\d+$/) } })
    const applied = await client.apply('55 3333 4444')
    expect(applied.status).toBe(201)
    const funnel = await until(client.funnel, ({ total }) => total === 2)
    expect(funnel.buckets.slice(0, 2)).toMatchObject([
      { kind: 'lead', active: 1 },
      { kind: 'applied', active: 1 },
    ])
    expect(funnel.checks.conservation).toBe(true)

    const moved = await client.post(`/v1/applications/${applied.body.id}/advance`, {
      to: 'accepted',
      expectedVersion: 1,
      via: 'skip',
    })
    expect(moved).toMatchObject({ status: 200, body: { stage: { kind: 'accepted' }, version: 2 } })
    const cases = await until(
      () => client.get(`/v1/onboarding/cases?applicationId=${applied.body.id}`),
      ({ body }) => body.items.length > 0,
    )
    expect(cases.body.items).toHaveLength(1)
    expect(cases.body.items[0].documents.map(({ kind }: { kind: string }) => kind)).toEqual([
      'ine',
      'curp',
      'rfc',
      'nss',
      'proof_of_address',
      'clabe',
    ])

    const page = await fetch(demo.bffUrl)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<div id=')
    const { sections } = (await client.dashboard()).body
    expect(sections).toMatchObject({ funnel: { status: 'ok' }, today: { status: 'ok' }, openings: { status: 'ok' } })

    stack.child.kill('SIGINT')
    expect(await stack.exited).toBe(0)
  })

  test('finds the same data at the next start, and the same key', async () => {
    const stack = spawnStack(environment)
    const client = clientOf(await stack.up())
    expect((await client.funnel()).total).toBe(2)
    stack.child.kill('SIGTERM')
    expect(await stack.exited).toBe(0)
  })

  test('loses nothing that it accepted when everything is killed', async () => {
    const first = spawnStack(environment)
    const demo = await first.up()
    const client = clientOf(demo)
    const phones = Array.from({ length: 20 }, (_, index) => `55 7000 ${1000 + index}`)
    const answers = await Promise.all(
      phones.map((phone) => client.lead({ full_name: 'Ana Pérez', phone_number: phone })),
    )
    expect(answers.map(({ status }) => status)).toEqual(phones.map(() => 201))
    const { children } = await run()
    const postmaster = Number((await readFile(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])
    for (const pid of [first.child.pid!, ...Object.values(children), postmaster]) process.kill(pid, 'SIGKILL')
    await first.exited

    const second = spawnStack(environment)
    const again = clientOf(await second.up())
    await until(again.funnel, ({ total }) => total === 22)
    second.child.kill('SIGKILL')
    await second.exited
    // The services notice by themselves that the stack is gone.
    const left = Object.values((await run()).children)
    await until(
      async () => alive(left),
      ({ length }) => length === 0,
    )
  })

  test('says which service died and why, and ends with an error', async () => {
    const stack = spawnStack(environment)
    const client = clientOf(await stack.up())
    const { children } = await run()
    const worker = children['hiring-worker']!
    process.kill(worker, 'SIGKILL')
    expect(await stack.exited).not.toBe(0)
    expect(stack.output()).toContain('hiring-worker was ended by SIGKILL')
    expect(alive(Object.values(children))).toEqual([])
    await expect(client.funnel()).rejects.toThrow()
  })

  test('names the port that is taken and the variable that changes it', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(Number(environment['HIRING_PORT']), '127.0.0.1', resolve))
    try {
      const stack = spawnStack(environment)
      expect(await stack.exited).toBe(1)
      expect(stack.output()).toContain(
        `port ${environment['HIRING_PORT']} on 127.0.0.1 is taken by another program: set HIRING_PORT`,
      )
      expect(stack.output()).not.toMatch(/\n\s+at /)
    } finally {
      server.close()
    }
  })

  test('refuses to start beside itself', async () => {
    const stack = spawnStack(environment)
    await stack.up()
    const other = spawnStack(environment)
    expect(await other.exited).toBe(1)
    expect(other.output()).toContain('the stack runs already')
    stack.child.kill('SIGINT')
    expect(await stack.exited).toBe(0)
  })

  test('shows a dead hiring-api as such, and the page goes on', async () => {
    const { BFF_PORT: port } = environment
    const bff = await startService({
      name: 'bff-web',
      main: 'bff-web/src/main.ts',
      logs: join(home, 'logs'),
      readyUrl: `http://127.0.0.1:${port}/health/live`,
      environment: { BFF_PORT: port!, HIRING_SERVICE_URL: 'http://127.0.0.1:9', BFF_DEVELOPMENT_KEY: 'nobody' },
    })
    await bff.ready()
    const dashboard = await fetch(`http://127.0.0.1:${port}/api/v1/dashboard`)
    expect(dashboard.status).toBe(200)
    const { sections } = (await dashboard.json()) as { sections: Record<string, { status: string; data: unknown }> }
    for (const section of Object.values(sections)) expect(section).toMatchObject({ status: 'unavailable', data: null })
    expect(await (await fetch(`http://127.0.0.1:${port}/api/v1/health`)).json()).toMatchObject({ status: 'degraded' })
    await bff.stop()
  })
})
