import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { callFor } from '../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { database, PgOutbox, unitOfWork, type Database, type Transaction } from '../../infra/db/index.ts'
import { CompanyId, type Call } from '../../seedwork/call.ts'
import type { Outbound } from '../../seedwork/message.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import { cloneDatabase, type ClonedDatabase } from '../postgres/clone-database.ts'
import { cutConnections } from '../postgres/cut-connections.ts'
import { crashPoints } from './crash-points.ts'

const consumer = 'payments'
const newId = (): string => uuidv7(Date.now())

let clone: ClonedDatabase
let root: Superuser
beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  root = await superuser(clone.url)
})
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

/** A company of its own, with a message of which nobody knows yet. */
const world = () => {
  const companyId = CompanyId.parse(newId())
  const messageId = newId()
  return {
    companyId,
    /** As a consumer makes one for each delivery. */
    call: (): Call => callFor(companyId, { once: { kind: 'message', consumer, messageId } }),
  }
}
type World = ReturnType<typeof world>

/** The connections of one life: closed at its end, and cut at its death. */
const mortal = (role?: 'baltra_system'): Database =>
  database({ url: clone.url, name: 'mortal', ...(role ? { role } : {}) })

/** What the operating system does for a process that is gone. */
const died = () => cutConnections({ url: clone.url, name: 'mortal' })

const effects = async ({ companyId }: World) =>
  (await root.query('select from messaging.outbox where company_id = $1', [companyId])).length

const pay = (transaction: Transaction): void =>
  transaction.publish({
    id: newId(),
    topic: 'eventos.pagos',
    key: 'a',
    type: 'payments.payout_sent',
    at: new Date(),
    data: {},
  })

const once = { world, died, invariant: async (it: World) => expect(await effects(it)).toBe(1) }

describe('the unit of work', () => {
  test('has its effect once, wherever its process dies', async () => {
    const points = await crashPoints({
      ...once,
      async handler(it, crash) {
        await using db = mortal()
        await unitOfWork(crash.wrap({ database: db }), (transaction) => transaction).run(
          it.call(),
          async (transaction) => {
            await transaction.query('select 1')
            pay(transaction)
          },
        )
      },
    })
    expect(points).toEqual(
      expect.arrayContaining([
        'before database.begin',
        'after database.begin.query',
        'before database.begin.commit',
        'after database.begin.commit',
        'before ack',
      ]),
    )
  })

  test('does not make up for an effect of another transaction than its own', async () => {
    const trying = crashPoints({
      ...once,
      async handler(it, crash) {
        await using db = mortal()
        const { database: wrapped } = crash.wrap({ database: db })
        const work = unitOfWork({ database: wrapped }, (transaction) => transaction)
        const { once: _mark, ...unmarked } = it.call()
        await work.run(unmarked, async (transaction) => pay(transaction))
        await work.run(it.call(), async (transaction) => void (await transaction.query('select 1')))
      },
    })
    await expect(trying).rejects.toMatchObject({
      code: 'testing.invariant_broken',
      message: expect.stringContaining('- died after database.begin.commit'),
    })
  })
})

/** What the consumer at the other end does with what arrives. */
const receive = async (db: Database, { companyId }: World, messageId: string) => {
  const call = callFor(companyId, { once: { kind: 'message', consumer: 'receiver', messageId } })
  const received = unitOfWork({ database: db }, (transaction) => transaction).run(call, async (transaction) =>
    pay(transaction),
  )
  await received.catch((error: unknown) => expect(error).toMatchObject({ code: 'messaging.already_handled' }))
}

type Batch = readonly Outbound[]
type Drain = PgOutbox['drain']

const all = { limit: 10, except: [] }

describe('the relay', () => {
  /** One message in the outbox, and a broker that notes what it is sent. */
  const committed = async () => {
    await root.query('truncate messaging.outbox')
    const it = world()
    await using db = mortal()
    await unitOfWork({ database: db }, (transaction) => transaction).run(it.call(), async (transaction) =>
      pay(transaction),
    )
    const sent: string[] = []
    const publish = async (batch: Batch) => {
      sent.push(...batch.map(({ message }) => message.id))
      return batch.map(() => undefined)
    }
    return { ...it, sent, publish }
  }

  const draining = async (send: Parameters<Drain>[0]) => {
    await using db = mortal('baltra_system')
    await using outbox = new PgOutbox({ database: db })
    return await outbox.drain(send, all)
  }

  /** A relay, and each life's connections of its own. */
  const trying = (
    pass: (drain: Drain, publish: (batch: Batch) => Promise<readonly undefined[]>) => Promise<unknown>,
    sent: (ids: readonly string[]) => unknown = () => undefined,
  ) =>
    crashPoints({
      world: committed,
      died,
      async handler(it, crash) {
        await using db = mortal('baltra_system')
        await using outbox = new PgOutbox({ database: db })
        const { relay, publish } = crash.wrap({ relay: outbox, publish: it.publish })
        await pass(relay.drain, publish)
      },
      async invariant(it) {
        expect((await draining(async (batch) => batch.map(() => undefined))).taken).toBe(0)
        await using app = mortal()
        for (const messageId of it.sent) await receive(app, it, messageId)
        expect(await effects(it)).toBe(1)
        sent(it.sent)
      },
    })

  test('sends again under the same id what it did not note, which has its effect once', async () => {
    const runs: (readonly string[])[] = []
    const points = await trying(
      (drain, publish) => drain(publish, all),
      (ids) => runs.push(ids),
    )
    expect(points).toEqual([
      'before relay.drain',
      'before publish',
      'after publish',
      'after relay.drain',
      'before ack',
      'after ack',
    ])
    // Undisturbed once, sent and not noted twice, and what died later had noted it.
    expect(runs.map((ids) => ids.length)).toEqual([1, 1, 1, 2, 1, 1, 1, 1])
    for (const ids of runs) expect(new Set(ids).size).toBe(1)
  })

  test('would lose what it notes before it is sent', async () => {
    const forgetting = trying(async (drain, publish) => {
      const taken: Outbound[] = []
      await drain(async (batch) => {
        taken.push(...batch)
        return batch.map(() => undefined)
      }, all)
      await publish(taken)
    })
    await expect(forgetting).rejects.toMatchObject({
      code: 'testing.invariant_broken',
      message: expect.stringContaining('- died after relay.drain, before publish: '),
    })
  })
})
