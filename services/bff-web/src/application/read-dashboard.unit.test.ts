import { Failure } from '@baltra/sdk'
import { describe, expect, test } from 'vitest'
import { boundedLastGood } from '../infrastructure/memory/bounded-last-good.ts'
import { FakeCompany, warehouse } from '../testing/fake-company.ts'
import { hiringRefusal } from './hiring-refusal.ts'
import type { Hiring } from './hiring.ts'
import { readDashboard } from './read-dashboard.ts'

const key = 'one'
const down = async (): Promise<never> => {
  throw new Failure('unavailable', 'bff.hiring_unavailable', 'down')
}

/** A dashboard whose hiring service can be broken method by method, at a clock that stands at `at`. */
const story = () => {
  const company = new FakeCompany()
  const asked: string[] = []
  const broken: Partial<Hiring> = {}
  const now = { at: '2026-11-24T13:00:00.000Z' }
  const working = {
    me: async () => company.me(),
    funnel: async (_key: string, _company: string, openingId?: string) => company.funnel(openingId ?? null),
    today: async () => company.today(),
    openings: async () => company.openingList(),
  } as unknown as Hiring
  const hiring = new Proxy(working, {
    get:
      (target, name: keyof Hiring) =>
      (...args: never[]) => {
        asked.push(name)
        return ((broken[name] ?? target[name]) as (...all: never[]) => unknown)(...args)
      },
  })
  const memories = {
    viewer: boundedLastGood<never>(),
    funnel: boundedLastGood<never>(),
    today: boundedLastGood<never>(),
    openings: boundedLastGood<never>(),
  }
  const read = readDashboard({ hiring, memories, clock: { now: () => new Date(now.at) } })
  return { company, asked, broken, now, read }
}

const statuses = ({ sections }: Awaited<ReturnType<ReturnType<typeof readDashboard>>>) =>
  Object.entries(sections).map(([name, { status }]) => `${name} ${status}`)

describe('the dashboard', () => {
  test('says who it is about, and each section by itself', async () => {
    const { read, company } = story()
    const dashboard = await read({ key })
    expect(dashboard.company).toMatchObject({ id: company.id, name: company.name, timeZone: company.timeZone })
    expect(dashboard.role).toBe('owner')
    expect(statuses(dashboard)).toEqual(['funnel ok', 'today ok', 'openings ok'])
    expect(dashboard.sections.funnel.asOf).toBe('2026-11-24T13:00:00.000Z')
  })

  test('shows the last good value of what fails, as old as it is, and the rest as it is', async () => {
    const { read, company, broken, now } = story()
    company.apply({ name: 'Ana' })
    await read({ key })
    company.apply({ name: 'Luis' })
    now.at = '2026-11-24T13:02:00.000Z'
    broken.funnel = down
    const { sections } = await read({ key })
    expect(sections.funnel).toMatchObject({ status: 'stale', asOf: '2026-11-24T13:00:00.000Z', data: { total: 1 } })
    expect(sections.today).toMatchObject({ status: 'ok', data: { applications: 2 } })
  })

  test('has nothing to show of what never worked, and is an answer all the same', async () => {
    const { read, broken } = story()
    Object.assign(broken, { me: down, funnel: down, today: down, openings: down })
    const dashboard = await read({ key })
    expect(dashboard.company).toBeNull()
    expect(statuses(dashboard)).toEqual(['funnel unavailable', 'today unavailable', 'openings unavailable'])
    expect(dashboard.sections.funnel.data).toBeNull()
  })

  test('is not held up by what is known already: whom the key belongs to', async () => {
    const { read, asked, broken } = story()
    await read({ key })
    asked.length = 0
    broken.me = () => new Promise(() => undefined)
    void read({ key })
    await expect.poll(() => asked).toEqual(['me', 'openings', 'funnel', 'today'])
  })

  test('keeps one opening apart from another, and one key from another', async () => {
    const { read, company, broken } = story()
    company.apply({ name: 'Ana' })
    await read({ key })
    await read({ key: 'two' })
    broken.funnel = down
    expect((await read({ key, openingId: warehouse.id })).sections.funnel.status).toBe('unavailable')
    expect((await read({ key: 'three' })).sections.funnel.status).toBe('unavailable')
    expect((await read({ key: 'two' })).sections.funnel.status).toBe('stale')
  })

  test('never shows a remembered funnel of an opening that is gone', async () => {
    const { read, broken } = story()
    await read({ key, openingId: warehouse.id })
    broken.funnel = async () => {
      throw new Failure('not_found', 'funnel.no_such_opening', 'gone')
    }
    expect((await read({ key, openingId: warehouse.id })).sections.funnel.status).toBe('unavailable')
  })

  test.each([401, 403] as const)('is refused when the key is: %i is no stale section', async (status) => {
    const { read, broken } = story()
    await read({ key })
    broken.today = async () => {
      throw hiringRefusal(status)
    }
    await expect(read({ key })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  test('forgets what a key has seen once it is not accepted any more', async () => {
    const { read, broken } = story()
    await read({ key })
    broken.openings = async () => {
      throw hiringRefusal(401)
    }
    await expect(read({ key })).rejects.toThrow()
    Object.assign(broken, { me: down, funnel: down, today: down, openings: down })
    expect(statuses(await read({ key }))).toEqual(['funnel unavailable', 'today unavailable', 'openings unavailable'])
  })
})
