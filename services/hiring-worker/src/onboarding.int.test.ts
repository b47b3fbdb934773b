import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { hiring, type Company, type Hiring } from '../test/hiring.ts'
import { runningWorker } from '../test/running-worker.ts'
import { scriptedSource } from '../test/scripted-source.ts'
import '../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: Hiring
let workers: readonly AsyncDisposable[]

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = hiring(clone.url)
  // Two, as in production: what happens once must also happen once among several.
  workers = [1, 2].map(() => runningWorker(clone.url, scriptedSource(new Map())))
})
afterAll(async () => {
  for (const worker of workers) await worker[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

const patience = { timeout: 20_000, interval: 20 }
const statuses = async ({ cases }: Company): Promise<readonly string[]> => (await cases()).map(({ status }) => status)

/** Onboarding has heard everything that was committed before this: its consumer has nothing left to do. */
const allHeard = (company: Company): Promise<void> =>
  expect
    .poll(
      () =>
        company.ask(async (session) => {
          const left = await session.query(
            'select 1 from messaging.outbox union all select 1 from messaging.deliveries',
          )
          return left.length
        }),
      patience,
    )
    .toBe(0)

test('an acceptance opens one case with the documents of the country', async () => {
  for (const [country, documents] of [
    ['MX', ['ine', 'curp', 'rfc', 'nss', 'proof_of_address', 'clabe']],
    ['CO', ['cedula', 'eps', 'afp', 'arl']],
  ] as const) {
    const company = await api.company({ country })
    const accepted = await company.advance(await company.apply(), 'accepted')
    await expect.poll(() => statuses(company), patience).toEqual(['open'])
    const [opened] = await company.cases()
    expect(opened).toMatchObject({ applicationId: accepted.id })
    expect(opened!.documents.map(({ kind, required, status }) => [kind, required, status])).toEqual(
      documents.map((kind) => [kind, true, 'requested']),
    )
  }
})

test('nothing before the acceptance opens one, and going further opens no other', async () => {
  const company = await api.company()
  const offered = await company.advance(await company.apply(), 'offered')
  await allHeard(company)
  expect(await company.cases()).toEqual([])
  const accepted = await company.advance(offered, 'accepted')
  await company.advance(accepted, 'started')
  await allHeard(company)
  expect(await statuses(company)).toEqual(['open'])
})

test('leaving acceptance out on the way opens one too', async () => {
  const company = await api.company()
  await company.advance(await company.apply(), 'onboarding')
  await allHeard(company)
  expect(await statuses(company)).toEqual(['open'])
})

test('an acceptance that is taken back cancels the case, and accepting again reopens the same', async () => {
  const company = await api.company()
  const accepted = await company.advance(await company.apply(), 'accepted')
  await allHeard(company)
  const [{ id } = { id: '' }] = await company.cases()
  const back = await company.retract(accepted)
  await allHeard(company)
  expect(await company.cases()).toMatchObject([{ id, status: 'cancelled' }])
  await company.advance(back, 'accepted')
  await allHeard(company)
  expect(await company.cases()).toMatchObject([{ id, status: 'open' }])
})

test('taking back a later move cancels nothing', async () => {
  const company = await api.company()
  const accepted = await company.advance(await company.apply(), 'accepted')
  await company.retract(await company.advance(accepted, 'onboarding'))
  await allHeard(company)
  expect(await statuses(company)).toEqual(['open'])
})

test.each([
  ['rejected', 'cancelled'],
  ['withdrawn', 'cancelled'],
  ['hired', 'open'],
] as const)('an outcome of %s leaves the case %s', async (outcome, status) => {
  const company = await api.company()
  await company.end(await company.advance(await company.apply(), 'accepted'), outcome)
  await allHeard(company)
  expect(await statuses(company)).toEqual([status])
})

test('an outcome without an acceptance makes no case', async () => {
  const company = await api.company()
  await company.end(await company.apply(), 'rejected')
  await allHeard(company)
  expect(await company.cases()).toEqual([])
})

test('of many acceptances each has its one case', async () => {
  const company = await api.company()
  const accepted = await Promise.all(
    Array.from({ length: 30 }, async () => (await company.advance(await company.apply(), 'accepted')).id),
  )
  await allHeard(company)
  expect((await company.cases()).map(({ applicationId }) => applicationId).toSorted()).toEqual(accepted.toSorted())
})
