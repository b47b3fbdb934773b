import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callFor, hiringDatabase } from '../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import type { Call, Once } from '../../seedwork/call.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import { database, type Database } from './database.ts'
import { unitOfWork } from './unit-of-work.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let other: typeof company
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  other = await db.provision()
  root = await superuser(db.url)
})
beforeEach(() => root.query('truncate messaging.inbox, messaging.outbox, http.idempotency_keys'))
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

/** The effect is a message in the outbox: it can be counted. */
const act = (
  call: Call,
  { on = db.app, answer = 'done', during }: { on?: Database; answer?: string; during?: () => Promise<unknown> } = {},
) =>
  unitOfWork({ database: on }, (transaction) => transaction).run(call, async (transaction) => {
    transaction.publish({
      id: uuidv7(Date.now()),
      topic: 'test.topic',
      key: 'a',
      type: 'test.happened',
      at: new Date(),
      data: {},
    })
    await during?.()
    return { answer }
  })
const effects = async () => (await root.query('select from messaging.outbox')).length

describe('a message', () => {
  const messageId = uuidv7(Date.now())
  const from = (consumer = 'onboarding', id = messageId): Call =>
    callFor(company.companyId, { once: { kind: 'message', consumer, messageId: id } })
  const handled = { kind: 'conflict', code: 'messaging.already_handled', retryable: false }

  test('has its effect once, however often it comes', async () => {
    await act(from())
    for (let again = 0; again < 3; again += 1) await expect(act(from())).rejects.toMatchObject(handled)
    expect(await effects()).toBe(1)
  })

  test('also when it comes many times at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => act(from())))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(handled)
    expect(await effects()).toBe(1)
  })

  test('is handled by each of its consumers', async () => {
    await act(from('onboarding'))
    await act(from('reporting'))
    expect(await effects()).toBe(2)
  })

  test('whose handling failed may come again', async () => {
    await expect(act(from(), { during: () => Promise.reject(new Error('stumbled')) })).rejects.toThrow('stumbled')
    await act(from())
    expect(await effects()).toBe(1)
  })
})

describe("a message's call is good for one unit of work", () => {
  const call = (): Call =>
    callFor(company.companyId, { once: { kind: 'message', consumer: 'onboarding', messageId: uuidv7(Date.now()) } })
  const second = { kind: 'invalid', code: 'messaging.second_unit_of_work', retryable: false }

  test('a second one after the first is refused, loudly', async () => {
    const given = call()
    await act(given)
    await expect(act({ ...given, traceparent: 'of another span' })).rejects.toMatchObject(second)
    expect(await effects()).toBe(1)
  })

  test('so is one beside or inside the first, which commits all the same', async () => {
    const given = call()
    const inside = () => expect(act(given)).rejects.toMatchObject(second)
    await act(given, { during: inside })
    const beside = call()
    const results = await Promise.allSettled([act(beside), act(beside)])
    expect(results).toEqual([
      { status: 'fulfilled', value: { answer: 'done' } },
      { status: 'rejected', reason: expect.objectContaining(second) },
    ])
    expect(await effects()).toBe(2)
  })

  test('one that failed may be tried again under it, as a conflict is', async () => {
    const given = call()
    await expect(act(given, { during: () => Promise.reject(new Error('stumbled')) })).rejects.toThrow('stumbled')
    await act(given)
    await expect(act(given)).rejects.toMatchObject(second)
    expect(await effects()).toBe(1)
  })

  test('the same message delivered again is still known, and no second unit', async () => {
    const given = call()
    await act(given)
    const again = callFor(company.companyId, { once: { ...given.once!, taken: false } as Once })
    await expect(act(again)).rejects.toMatchObject({ code: 'messaging.already_handled' })
    await expect(act(again)).rejects.toMatchObject({ code: 'messaging.already_handled' })
  })
})

describe('a request', () => {
  const once = (key: string, fingerprint = 'body'): Extract<Once, { kind: 'request' }> => ({
    kind: 'request',
    key,
    fingerprint,
    replayed: false,
  })
  const asking = (mark: Once, companyId = company.companyId): Call => callFor(companyId, { once: mark })

  test('is answered again as it was the first time, and says so', async () => {
    const [first, again] = [once('k'), once('k')]
    expect(await act(asking(first), { answer: 'the first' })).toEqual({ answer: 'the first' })
    expect(await act(asking(again), { answer: 'another' })).toEqual({ answer: 'the first' })
    expect([first.replayed, again.replayed, await effects()]).toEqual([false, true, 1])
  })

  test('is refused when its key belongs to another one', async () => {
    await act(asking(once('k')))
    const reused = once('k', 'another body')
    await expect(act(asking(reused))).rejects.toMatchObject({ kind: 'invalid', code: 'idempotency.key_reused' })
    expect([reused.replayed, await effects()]).toEqual([false, 1])
  })

  test('with the key of another company has nothing to do with it', async () => {
    await act(asking(once('k')))
    const theirs = once('k', 'another body')
    expect(await act(asking(theirs, other.companyId), { answer: 'theirs' })).toEqual({ answer: 'theirs' })
  })

  test('is told to wait while the first is under way', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    const first = act(asking(once('k')), {
      during: () => {
        begin()
        return over
      },
    })
    await begun
    await expect(act(asking(once('k')))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'idempotency.in_flight',
      details: { retryAfterMs: expect.any(Number) },
    })
    end()
    await first
    expect(await act(asking(once('k')))).toEqual({ answer: 'done' })
    expect(await effects()).toBe(1)
  })

  test('fifty at once have one effect, and every other is told to wait or gets its answer', async () => {
    const marks = Array.from({ length: 50 }, () => once('k'))
    const results = await Promise.allSettled(marks.map((mark) => act(asking(mark))))
    expect(await effects()).toBe(1)
    results.forEach((result, index) => {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'idempotency.in_flight' })
      else expect(result.value).toEqual({ answer: 'done' })
      if (result.status === 'rejected') expect(marks[index]!.replayed).toBe(false)
    })
    expect(results.filter(({ status }, index) => status === 'fulfilled' && !marks[index]!.replayed)).toHaveLength(1)
  })

  test('once it is known is answered to all who ask at the same time', async () => {
    await act(asking(once('k')))
    const answers = await Promise.all(Array.from({ length: 30 }, () => act(asking(once('k')))))
    expect(answers).toEqual(Array.from({ length: 30 }, () => ({ answer: 'done' })))
  })

  test('that failed leaves its key free', async () => {
    await expect(act(asking(once('k')), { during: () => Promise.reject(new Error('stumbled')) })).rejects.toThrow(
      'stumbled',
    )
    expect(await act(asking(once('k', 'another body')))).toEqual({ answer: 'done' })
  })

  test('whose process died leaves nothing behind that would stop the next', async () => {
    await using doomed = database({ url: db.url, name: 'doomed' })
    const first = act(asking(once('k')), {
      on: doomed,
      during: async () => {
        expect(await root.terminate('doomed')).toBeGreaterThan(0)
      },
    })
    await expect(first).rejects.toThrow()
    const second = once('k')
    await expect
      .poll(() => act(asking(second)).catch((error: unknown) => error), { timeout: 5_000 })
      .toEqual({ answer: 'done' })
    expect([second.replayed, await effects()]).toEqual([false, 1])
  })

  test('may be answered with nothing', async () => {
    const run = (mark: Once) =>
      unitOfWork({ database: db.app }, () => undefined).run(asking(mark), async () => undefined)
    await run(once('k'))
    const again = once('k')
    await run(again)
    expect(again.replayed).toBe(true)
  })
})
