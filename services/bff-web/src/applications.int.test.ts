import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ApplicationPage, Timeline } from './domain/application.ts'
import { stageOf, warehouse } from './testing/fake-company.ts'
import { fakeHiringApi, type FakeHiringApi } from './testing/fake-hiring-api.ts'
import { runningBff, type RunningBff } from './testing/running-bff.ts'

type Body = ApplicationPage & Timeline & { readonly code: string }

let hiring: FakeHiringApi
let bff: RunningBff

beforeEach(async () => {
  hiring = await fakeHiringApi()
  bff = await runningBff(hiring)
})

afterEach(async () => {
  await bff[Symbol.asyncDispose]()
  await hiring[Symbol.asyncDispose]()
})

const get = async (path: string) => {
  const answer = await fetch(`${bff.url}/api/v1${path}`, { headers: { authorization: `Bearer ${hiring.key}` } })
  return { status: answer.status, body: (await answer.json()) as Body }
}

describe('applications', () => {
  test('are those that were asked for, page by page', async () => {
    for (const name of ['Ana', 'Luis', 'Rosa']) hiring.company.apply({ name, stage: 'interviewed' })
    hiring.company.apply({ name: 'Juan', stage: 'screened' })
    const reached = stageOf('interviewed').id
    const first = await get(`/applications?openingId=${warehouse.id}&reached=${reached}&outcome=active&limit=2`)
    expect(first.body.items.map((row: { candidate: { name: string } }) => row.candidate.name)).toEqual(['Rosa', 'Luis'])
    const second = await get(`/applications?reached=${reached}&limit=2&cursor=${first.body.nextCursor}`)
    expect(second.body.items).toHaveLength(1)
    expect(second.body.nextCursor).toBeNull()
  })

  test('are asked for with what is known, and with nothing else', async () => {
    await get('/applications?stage=applied&limit=5')
    expect(hiring.asked).toEqual(['/v1/applications?stage=applied&limit=5'])
  })

  test.each(['limit=0', 'limit=101', 'limit=many', 'openingId=7', 'role=owner', `cursor=${'x'.repeat(1_001)}`])(
    'are not asked for with %s',
    async (query) => {
      const { status, body } = await get(`/applications?${query}`)
      expect([status, body.code]).toEqual([400, 'invalid_input'])
      expect(hiring.asked).toEqual([])
    },
  )

  test.each([
    ['/applications', 'gone', 'bff.hiring_unavailable'],
    ['/applications/019aab00-0000-7000-8000-0000000000aa', 'gone', 'bff.hiring_unavailable'],
    ['/applications', 'not-json', 'bff.hiring_unavailable'],
    ['/applications', 'off-contract', 'bff.hiring_garbled'],
  ] as const)('can not be had at %s while hiring-api is %s', async (path, trouble, expected) => {
    hiring.behave(trouble)
    const { status, body } = await get(path)
    expect([status, body.code]).toEqual([503, expected])
  })

  test('that hiring-api can not list as asked are refused in its words', async () => {
    hiring.behave(422)
    expect(await get('/applications')).toMatchObject({
      status: 422,
      body: { code: 'fake.422', detail: 'as the test wants it' },
    })
  })
})

describe('one application', () => {
  test('is answered with all that happened to it', async () => {
    const { id } = hiring.company.apply({ name: 'Ana', stage: 'screened', outcome: 'rejected' })
    expect((await get(`/applications/${id}`)).body).toMatchObject({
      id,
      candidate: { name: 'Ana' },
      outcome: 'rejected',
    })
    const { body } = await get(`/applications/${id}/history`)
    expect(body.items.map(({ type }: { type: string }) => type)).toEqual([
      'funnel.applied',
      'funnel.stage_entered',
      'funnel.stage_entered',
      'funnel.outcome_set',
    ])
  })

  test('is not there when hiring-api does not have it', async () => {
    expect((await get('/applications/019aab00-0000-7000-8000-0000000000aa')).status).toBe(404)
  })

  test.each(['7', '..', '%2e%2e', '..%2fme'])('%s is not even asked for', async (id) => {
    expect((await get(`/applications/${id}`)).status).toBe(404)
    expect(hiring.asked).toEqual([])
  })
})
