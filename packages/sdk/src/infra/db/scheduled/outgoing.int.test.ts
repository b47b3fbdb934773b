import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { callFor, hiringDatabase } from '../../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../../test/superuser.ts'
import { defineMessage } from '../../../seedwork/message-definition.ts'
import type { Outgoing } from '../../../seedwork/unit-of-work.ts'
import { outgoing } from '../outgoing.ts'
import { peekOutbox } from '../peek-outbox.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { moveDue } from './move-due.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
})
beforeEach(() => root.query('truncate messaging.outbox, messaging.key_sequences, messaging.scheduled'))
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

const RemindCandidate = defineMessage({
  type: 'test.remind_candidate',
  version: 2,
  topic: 'comandos.test',
  schema: z.object({ candidate: z.string(), times: z.int() }),
  key: ({ candidate }) => candidate,
  upcasters: {},
})

const availableAt = new Date(Date.now() - 1_000)
const run = <Result>(work: (out: Outgoing) => Promise<Result>) =>
  unitOfWork({ database: db.app }, (transaction) => outgoing(transaction)).run(callFor(company.companyId), work)
const schedule = (name?: string) =>
  run(async (out) =>
    out.schedule(RemindCandidate, { candidate: 'c1', times: 1 }, { availableAt, ...(name ? { name } : {}) }),
  )

describe('scheduling through a unit of work', () => {
  test('sends a message of the definition, at its time', async () => {
    expect(await schedule('remind c1')).toBe('remind c1')
    expect(await peekOutbox({ database: db.system }, { limit: 10 })).toEqual([])
    await moveDue({ database: db.system }, { limit: 10 })
    expect(await peekOutbox({ database: db.system }, { limit: 10 })).toMatchObject([
      {
        topic: 'comandos.test',
        message: {
          type: 'test.remind_candidate',
          dataschema: 'test.remind_candidate/2',
          partitionkey: 'c1',
          companyid: company.companyId,
          time: availableAt.toISOString(),
          data: { candidate: 'c1', times: 1 },
        },
      },
    ])
  })

  test('gives a name when it gets none, by which it can be cancelled', async () => {
    const [one, other] = [await schedule(), await schedule()]
    expect(one).not.toBe(other)
    expect(await run((out) => out.cancel(one))).toBe(true)
    expect(await run((out) => out.cancel(one))).toBe(false)
    expect(await moveDue({ database: db.system }, { limit: 10 })).toMatchObject({ moved: 1 })
    expect(await run((out) => out.cancel(other))).toBe(false)
  })

  test('refuses data that do not fit', async () => {
    const bad = run(async (out) => out.schedule(RemindCandidate, { candidate: 'c1', times: 0.5 }, { availableAt }))
    await expect(bad).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await root.query('select from messaging.scheduled')).toEqual([])
  })

  test.each(['none', '+010000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z'])(
    'refuses a time that no envelope can say: %s',
    async (time) => {
      const when = { availableAt: new Date(time) }
      const never = run(async (out) => out.schedule(RemindCandidate, { candidate: 'c1', times: 1 }, when))
      await expect(never).rejects.toMatchObject({ kind: 'invalid', code: 'messaging.bad_time' })
    },
  )

  test('takes the first and the last time that there is', async () => {
    for (const time of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z']) {
      const when = { availableAt: new Date(time) }
      await run(async (out) => out.schedule(RemindCandidate, { candidate: 'c1', times: 1 }, when))
    }
    expect(await root.query('select from messaging.scheduled')).toHaveLength(2)
  })

  test.each([
    ['with NUL', 'a\0b'],
    ['of half a character', 'a\ud800'],
    ['that is too long', 'n'.repeat(801)],
  ])('refuses a name %s, also to be cancelled', async (_what, name) => {
    const refusal = { kind: 'invalid', code: 'messaging.bad_name' }
    await expect(schedule(name)).rejects.toMatchObject(refusal)
    await expect(run((out) => out.cancel(name))).rejects.toMatchObject(refusal)
  })

  test('takes the longest name, of characters that are long themselves', async () => {
    const name = Array.from({ length: 800 }, (_, place) => String.fromCodePoint(0x4e00 + place * 7)).join('')
    expect(await schedule(name)).toBe(name)
    expect(await run((out) => out.cancel(name))).toBe(true)
  })
})

describe('data that are no JSON', () => {
  const Anything = defineMessage({
    type: 'test.anything',
    version: 1,
    topic: 'comandos.test',
    schema: z.looseObject({ more: z.unknown() }),
    key: () => 'k',
  })
  const circle: { more?: unknown } = {}
  circle.more = circle

  test.each<[string, { more?: unknown }]>([
    ['a bigint', { more: [5n] }],
    ['a circle', circle],
  ])('are refused where they are sent: %s', async (_what, data) => {
    const refusal = expect.objectContaining({ kind: 'invalid', code: 'invalid_input' })
    await run(async (out) => {
      expect(() => out.send(Anything, { more: 1, ...data })).toThrow(refusal)
      expect(() => out.schedule(Anything, { more: 1, ...data }, { availableAt })).toThrow(refusal)
    })
    expect(await peekOutbox({ database: db.system }, { limit: 10 })).toEqual([])
  })

  test('are refused also by a schema that would follow them for ever', () => {
    const Tree = z.object({
      get children() {
        return z.array(Tree)
      },
    })
    const Planted = defineMessage({
      type: 'test.planted',
      version: 1,
      topic: 'comandos.test',
      schema: Tree,
      key: () => 'k',
    })
    const tree: z.output<typeof Tree> = { children: [] }
    tree.children.push(tree)
    const sending = run(async (out) => out.send(Planted, tree))
    return expect(sending).rejects.toMatchObject({ kind: 'invalid', code: 'invalid_input' })
  })
})
