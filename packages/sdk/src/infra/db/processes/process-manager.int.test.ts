import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cuttingProxy, type Cut } from '../../../../test/cutting-proxy.ts'
import { eventually } from '../../../../test/eventually.ts'
import { callFor, hiringDatabase } from '../../../../test/hiring-fixture.ts'
import {
  BankPaid,
  BankRefused,
  day,
  FundsReserved,
  minute,
  payoutCommands,
  payoutProcess,
  PayoutRequested,
} from '../../../../test/processes/payout-process.ts'
import { superuser, type Superuser } from '../../../../test/superuser.ts'
import { warnings } from '../../../../test/warnings.ts'
import type { MessageDefinition } from '../../../seedwork/message-definition.ts'
import { TimerDue } from '../../../seedwork/timer-due.ts'
import { handle } from '../../../seedwork/message-handler.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import { crashPoints, cutConnections } from '../../../testing/index.ts'
import { consumer, relay } from '../../messaging/index.ts'
import { postgresPublisher, postgresSubscriber } from '../../messaging/postgres/index.ts'
import { database, type Database } from '../database.ts'
import { outgoing } from '../outgoing.ts'
import { PgOutbox } from '../outbox.ts'
import { moveDue } from '../scheduled/move-due.ts'
import { pump } from '../scheduled/pump.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { processHandlers } from './process-manager.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
})
beforeEach(() =>
  root.query(
    `truncate messaging.outbox, messaging.key_sequences, messaging.scheduled, messaging.processes, messaging.inbox,
       messaging.deliveries`,
  ),
)
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

const at = new Date()
const payoutId = 'p1'

/** A running manager on connections of its own, and what it told of its steps. */
const manager = (on: Database = db.app) => {
  const told: string[] = []
  const handlers = processHandlers({ database: on, onStep: ({ outcome }) => void told.push(outcome) }, payoutProcess)
  const hear = (
    definition: MessageDefinition,
    data: unknown,
    { messageId = uuidv7(Date.now()), of = company } = {},
  ) => {
    const once = { kind: 'message', consumer: 'payout', messageId } as const
    const handler = handlers.find((one) => one.definition === definition)!
    return handler.handle(data, callFor(of.companyId, { once }), at)
  }
  return { told, hear }
}

const requested = { payoutId, amount: '100' }
const start = ({ hear } = manager()) => hear(PayoutRequested, requested)
const commands = async () =>
  (
    await root.query<{ type: string }>(
      `select message ->> 'type' as type from messaging.outbox where topic <> $1 order by id`,
      [payoutProcess.timerDue.topic],
    )
  ).map(({ type }) => type.slice('test.'.length))
const process = async () =>
  (
    await root.query<{ version: number; state: unknown; ended: boolean; timers: object }>(
      'select version, state, timers, ended_at is not null as ended from messaging.processes',
    )
  )[0]
const timers = () =>
  root.query<{ name: string; due_at: Date }>('select name, due_at from messaging.scheduled order by name')

/** The messages of timers that were moved, as a consumer gets them. */
const moved = async () => {
  await moveDue({ database: db.system }, { limit: 100 })
  const rows = await root.query<{ data: unknown }>(
    `select message -> 'data' as data from messaging.outbox where topic = $1 order by id`,
    [payoutProcess.timerDue.topic],
  )
  return rows.map(({ data }) => TimerDue.parse(data))
}
const becomeDue = (timer: string) =>
  root.query(`update messaging.scheduled set due_at = now() where name like '% ' || $1 || ' %'`, [timer])

describe('a step of a process', () => {
  test('commits state, timers, commands and the mark together', async () => {
    await start()
    expect(await process()).toMatchObject({ version: 1, state: { stage: 'reserving' }, timers: { deadline: 1 } })
    expect(await timers()).toEqual([{ name: 'test.payout deadline p1', due_at: new Date(at.getTime() + day) }])
    expect(await commands()).toEqual(['reserve_funds'])
    expect(await root.query('select from messaging.inbox')).toHaveLength(1)
  })

  test('that can not be committed leaves none of them, and can be taken again', async () => {
    for (const cut of ['before the commit', 'before the commit'] satisfies Cut[]) {
      await using proxy = await cuttingProxy(db.url)
      await using app = database({ url: proxy.url })
      proxy.cut(cut)
      await expect(start(manager(app))).rejects.toMatchObject({ code: 'db.commit_unknown' })
      expect([await process(), await timers(), await commands()]).toEqual([undefined, [], []])
    }
    await start()
    expect(await commands()).toEqual(['reserve_funds'])
  })

  test('whose answer was lost has its effect once, when its message comes again', async () => {
    const messageId = uuidv7(Date.now())
    await using proxy = await cuttingProxy(db.url)
    await using app = database({ url: proxy.url })
    proxy.cut('after the commit')
    await expect(manager(app).hear(PayoutRequested, requested, { messageId })).rejects.toMatchObject({
      kind: 'unknown',
    })
    await expect(manager().hear(PayoutRequested, requested, { messageId })).rejects.toMatchObject({
      code: 'messaging.already_handled',
    })
    expect([(await process())?.version, await commands()]).toEqual([1, ['reserve_funds']])
  })

  test('has its effect once, wherever the process dies', async () => {
    const points = await crashPoints({
      world: () => ({ id: uuidv7(Date.now()), messageId: uuidv7(Date.now()) }),
      async handler({ id, messageId }, crash) {
        await using app = database({ url: db.url, name: 'mortal' })
        const running = manager(crash.wrap({ app }).app)
        await running.hear(PayoutRequested, { payoutId: id, amount: '100' }, { messageId })
      },
      died: () => cutConnections({ url: db.url, name: 'mortal' }),
      async invariant({ id }) {
        const [kept] = await root.query('select version from messaging.processes where id = $1', [id])
        const sent = await root.query('select from messaging.outbox where key = $1', [id])
        const set = await root.query(`select from messaging.scheduled where name like '% ' || $1`, [id])
        expect([kept, sent.length, set.length]).toEqual([{ version: 1 }, 1, 1])
      },
    })
    expect(points).toContain('after app.begin.commit')
  })

  test('is taken once, also when messages of several ids mean it, at the same time', async () => {
    const { hear, told } = manager()
    await Promise.all(Array.from({ length: 8 }, () => hear(PayoutRequested, requested)))
    await Promise.all(Array.from({ length: 8 }, () => hear(FundsReserved, { payoutId })))
    expect(told.filter((outcome) => outcome === 'taken')).toHaveLength(2)
    expect(told.filter((outcome) => outcome === 'repeated')).toHaveLength(14)
    expect([(await process())?.version, await commands()]).toEqual([2, ['reserve_funds', 'pay_at_bank']])
  })

  test('of a message that overtook the first one is refused, and is taken when it comes again', async () => {
    const { hear } = manager()
    const messageId = uuidv7(Date.now())
    const early = hear(FundsReserved, { payoutId }, { messageId })
    await expect(early).rejects.toMatchObject({ code: 'process.not_started', retryable: true })
    await start()
    await hear(FundsReserved, { payoutId }, { messageId })
    expect(await commands()).toEqual(['reserve_funds', 'pay_at_bank'])
  })

  test("is its company's: another one's process of the same id is another one", async () => {
    const other = await db.provision()
    await start()
    await expect(manager().hear(FundsReserved, { payoutId }, { of: other })).rejects.toMatchObject({
      code: 'process.not_started',
    })
    await manager().hear(PayoutRequested, requested, { of: other })
    expect(await timers()).toHaveLength(2)
  })
})

describe('a timer', () => {
  const paying = async (running = manager()) => {
    await start(running)
    await running.hear(FundsReserved, { payoutId })
    return running
  }

  test('that fires takes its step, once', async () => {
    const { hear, told } = await paying()
    await hear(BankRefused, { payoutId, attempt: 1 })
    expect((await timers()).map(({ name, due_at }) => [name, due_at.getTime() - at.getTime()])).toEqual([
      ['test.payout deadline p1', day],
      ['test.payout retry p1', minute],
    ])
    await becomeDue('retry')
    const [due] = await moved()
    await hear(payoutProcess.timerDue, due)
    await hear(payoutProcess.timerDue, due)
    expect(told).toEqual(['taken', 'taken', 'taken', 'taken', 'stale'])
    expect(await commands()).toEqual(['reserve_funds', 'pay_at_bank', 'pay_at_bank'])
  })

  test('is taken back with the end of its process', async () => {
    const { hear } = await paying()
    await hear(BankRefused, { payoutId, attempt: 1 })
    await hear(BankPaid, { payoutId })
    expect([await timers(), await process()]).toMatchObject([[], { state: null, ended: true }])
    await becomeDue('deadline')
    expect(await moved()).toEqual([])
  })

  test('that was on its way when its process ended has no effect', async () => {
    const { hear, told } = await paying()
    await becomeDue('deadline')
    const [due] = await moved()
    await hear(BankPaid, { payoutId })
    await hear(payoutProcess.timerDue, due)
    expect(told.at(-1)).toBe('ended')
    expect((await commands()).at(-1)).toBe('close_payout')
    expect(await commands()).toHaveLength(3)
  })

  test('and a message that come at the same time: exactly one of them decides', async () => {
    for (let round = 0; round < 20; round += 1) {
      await root.query('truncate messaging.outbox, messaging.scheduled, messaging.processes')
      const one = await paying()
      const other = manager()
      await becomeDue('deadline')
      const [due] = await moved()
      const messages = [() => other.hear(payoutProcess.timerDue, due), () => one.hear(BankPaid, { payoutId })]
      if (round % 2) messages.reverse()
      await Promise.all(messages.map((message) => message()))
      expect([...one.told, ...other.told].filter((outcome) => outcome === 'taken')).toHaveLength(3)
      expect([...one.told, ...other.told].filter((outcome) => outcome === 'ended')).toHaveLength(1)
      const closed = await root.query(`select from messaging.outbox where message ->> 'type' = 'test.close_payout'`)
      expect(closed).toHaveLength(1)
    }
  })
})

test('a whole process over a relay, a pump and consumers: what is reserved is paid or released', async () => {
  const stop = new AbortController()
  const { signal } = stop
  const logger = warnings()
  await using system = database({ url: db.url, role: 'baltra_system' })
  const work = unitOfWork({ database: db.app }, (transaction) => outgoing(transaction))
  const closed = new Set<string>()
  /** The ledger and the bank, which pays the even ones. */
  const others = payoutCommands.map((definition) =>
    handle(definition as MessageDefinition, (data, call) =>
      work.run(call, async (out) => {
        const { payoutId: id, attempt = 0, as } = data as { payoutId: string; attempt?: number; as?: string }
        if (definition.type === 'test.reserve_funds') out.send(FundsReserved, { payoutId: id })
        else if (definition.type === 'test.close_payout') closed.add(`${id} ${as}`)
        else if (definition.type === 'test.pay_at_bank') {
          if (Number(id) % 2 === 0) out.send(BankPaid, { payoutId: id })
          else out.send(BankRefused, { payoutId: id, attempt })
        }
      }),
    ),
  )
  const subscriber = postgresSubscriber({ engine: system, logger })
  const handlers = processHandlers({ database: db.app }, payoutProcess)
  const consumers = [
    consumer({ subscriber, logger }, { name: 'payout', messages: payoutProcess.messages, handlers }),
    consumer({ subscriber, logger }, { name: 'others', messages: payoutCommands, handlers: others }),
  ]
  await Promise.all(consumers.map((one) => one.subscribe()))
  const relaying = async () => {
    await using outbox = new PgOutbox({ database: system })
    await relay({ outbox, publisher: postgresPublisher({ engine: system }), logger, emit: () => undefined }, { signal })
  }
  const running = [relaying(), pump({ database: system, logger }, { idle: 20 }).run(signal)]
  running.push(...consumers.map((one) => one.run(signal)))
  const ids = ['0', '1', '2', '3', '4', '5']
  for (const id of ids) {
    await work.run(callFor(company.companyId), async (out) => out.send(PayoutRequested, { payoutId: id, amount: '5' }))
  }
  // A minute is long: whoever waits for another attempt is helped along.
  await eventually(async () => {
    await becomeDue('retry')
    expect(closed.size).toBe(ids.length)
  })
  stop.abort()
  await Promise.all(running)
  expect([...closed].toSorted()).toEqual(['0 paid', '1 refused', '2 paid', '3 refused', '4 paid', '5 refused'])
  expect(await root.query('select from messaging.processes where ended_at is null')).toEqual([])
  expect(await timers()).toEqual([])
})
