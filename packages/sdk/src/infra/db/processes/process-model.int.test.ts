import { asyncProperty, assert, array, constantFrom, integer, record } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { cuttingProxy } from '../../../../test/cutting-proxy.ts'
import { callFor, hiringDatabase } from '../../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../../test/superuser.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { defineMessage } from '../../../seedwork/message-definition.ts'
import { command, type Command } from '../../../seedwork/process-decision.ts'
import { defineProcess } from '../../../seedwork/define-process.ts'
import { TimerDue } from '../../../seedwork/timer-due.ts'
import type { ProcessRecord } from '../../../seedwork/process-record.ts'
import { takeMessage, takeTimer } from '../../../seedwork/take-step.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import { database } from '../database.ts'
import { moveDue } from '../scheduled/move-due.ts'
import { processHandlers } from './process-manager.ts'

const about = ({ id }: { readonly id: string }) => id
const heard = { version: 1, topic: 'eventos.test', key: about } as const
const Begun = defineMessage({ ...heard, type: 'test.begun', schema: z.object({ id: z.string() }) })
const Added = defineMessage({ ...heard, type: 'test.added', schema: z.object({ id: z.string(), item: z.int() }) })
const Ended = defineMessage({ ...heard, type: 'test.ended', schema: z.object({ id: z.string() }) })
const Note = defineMessage({
  version: 1,
  type: 'test.note',
  topic: 'comandos.test_notes',
  key: about,
  schema: z.object({ id: z.string(), what: z.string(), before: z.array(z.string()) }),
})

/** Notes each step that it takes, with all that it took before; some steps set its timer, some take it back. */
const notes = defineProcess({
  name: 'test.notes',
  topic: 'comandos.test_notes_process',
  state: z.object({ log: z.array(z.string()) }),
  timers: ['wake'],
  steps: ({ startedBy, on, onTimer }) => {
    const go = (id: string, log: readonly string[], what: string) => ({
      state: { log: [...log, what] },
      send: [command(Note, { id, what, before: [...log] })],
    })
    return [
      startedBy(Begun, { id: about }, ({ id }) => go(id, [], 'begun')),
      on(Added, { id: about, step: ({ item }) => `item ${item}` }, ({ log }, { id, item }, { at }) => ({
        ...go(id, log, `${item}`),
        ...(item % 3 === 0 ? { timers: { wake: at } } : item % 3 === 1 ? { timers: { wake: 'off' } } : {}),
      })),
      onTimer('wake', ({ log }, { id }) => go(id, log, 'woken')),
      on(Ended, { id: about }, ({ log }, { id }) => ({ end: true, send: go(id, log, 'ended').send })),
    ]
  },
})

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
})
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

interface Delivery {
  readonly type: string
  readonly data: unknown
  readonly messageId: string
}

/** What a sequence of steps leads to when they are taken one after the other. */
const oracle = (id: string, log: readonly string[]) => {
  const sent: unknown[] = []
  let known: ProcessRecord | undefined
  const facts = { id, at: new Date(0) }
  for (const what of log) {
    const take = () => {
      if (what === 'woken') return takeTimer(notes, { timer: 'wake', setAt: known?.timers['wake'] ?? -1 }, known, facts)
      const type = what === 'begun' ? Begun : what === 'ended' ? Ended : Added
      const step = notes.steps.find(({ message }) => message === type)!
      return takeMessage(notes, step, known, { data: { id, item: Number(what) }, facts })
    }
    const outcome = take()
    if (typeof outcome === 'string') throw new Error(`${what} in ${log.join()} is ${outcome}`)
    known = outcome.record
    sent.push(...outcome.send.map((one: Command) => one.data))
  }
  return { sent, known }
}

const plan = record({
  items: array(record({ process: integer({ min: 0, max: 2 }), item: integer({ min: 0, max: 9 }) }), { maxLength: 30 }),
  ends: array(integer({ min: 0, max: 2 }), { maxLength: 2 }),
  /** How each delivery goes, one after the other and again from the start. */
  luck: array(constantFrom('once', 'twice', 'as another', 'before the commit', 'after the commit', 'late'), {
    minLength: 5,
    maxLength: 40,
  }),
})

/** In how many rounds things go wrong; afterwards every message gets through. */
const unlucky = 4

const delivery = (type: string, data: unknown): Delivery => ({ type, data, messageId: uuidv7(Date.now()) })

test('whatever comes twice, late, at once and over breaking connections: the effects are those of some sequence of its steps', async () => {
  const experiment = asyncProperty(plan, async ({ items, ends, luck }) => {
    await root.query('truncate messaging.outbox, messaging.key_sequences, messaging.scheduled, messaging.processes')
    await using proxy = await cuttingProxy(db.url)
    await using app = database({ url: proxy.url })
    const handlers = new Map(processHandlers({ database: app }, notes).map((one) => [one.definition.type, one]))
    const ids = ['0', '1', '2']
    let waiting: readonly Delivery[] = [
      ...items.map(({ process, item }) => delivery(Added.type, { id: ids[process], item })),
      ...ids.map((id) => delivery(Begun.type, { id })),
      ...ends.map((process) => delivery(Ended.type, { id: ids[process] })),
    ]
    let turn = 0
    const deliver = async (one: Delivery, round: number): Promise<readonly Delivery[]> => {
      turn += 1
      const how = round < unlucky ? luck[turn % luck.length]! : 'once'
      if (how === 'late') return [one]
      if (how === 'before the commit' || how === 'after the commit') proxy.cut(how)
      const once = { kind: 'message', consumer: 'notes', messageId: one.messageId } as const
      try {
        await handlers.get(one.type)!.handle(one.data, callFor(company.companyId, { once }), new Date(0))
      } catch (error) {
        if (!Failure.is(error)) throw error
        return error.code === 'messaging.already_handled' ? [] : [one]
      }
      if (how === 'twice') return [one]
      return how === 'as another' && one.type !== notes.timerDue.type ? [delivery(one.type, one.data)] : []
    }
    for (let round = 0; waiting.length > 0 && round < 50; round += 1) {
      waiting = (await Promise.all(waiting.map((one) => deliver(one, round)))).flat()
      await moveDue({ database: db.system }, { limit: 100 })
      const fired = await root.query<{ message: { id: string; data: unknown } }>(
        'delete from messaging.outbox where topic = $1 returning message',
        [notes.timerDue.topic],
      )
      const timers = fired.map(({ message: { id, data } }) => ({
        type: notes.timerDue.type,
        data: TimerDue.parse(data),
        messageId: id,
      }))
      waiting = [...waiting, ...timers]
    }
    expect(waiting).toEqual([])
    for (const id of ids) {
      const rows = await root.query<{ data: { what: string } }>(
        `select message -> 'data' as data from messaging.outbox where key = $1 order by sequence`,
        [id],
      )
      const log = rows.map(({ data }) => data.what)
      const { sent, known } = oracle(id, log)
      expect(rows.map(({ data }) => data)).toEqual(sent)
      const [kept] = await root.query<{ version: number; state: unknown; timers: object }>(
        'select version, state, timers from messaging.processes where id = $1',
        [id],
      )
      // Every timer that was not taken back has fired: all of them were due at once.
      expect(kept).toEqual({ version: known!.version, state: known!.state, timers: {} })
      const wanted = items.filter(({ process }) => ids[process] === id).map(({ item }) => `${item}`)
      const added = log.filter((what) => Number.isInteger(Number(what)))
      expect(new Set(added).size).toBe(added.length)
      expect(log.slice(0, -1)).not.toContain('ended')
      if (!log.includes('ended')) expect(added.toSorted()).toEqual([...new Set(wanted)].toSorted())
    }
    expect(await root.query('select from messaging.scheduled')).toEqual([])
  })
  await assert(experiment, { numRuns: 25, endOnFailure: true })
})
