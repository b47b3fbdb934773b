import { randomInt } from 'node:crypto'
import { CompanyId, uuidv7Ids } from '@baltra/sdk'
import { database, unitOfWork, type Database } from '@baltra/sdk/infra/db'
import type { Benchmark } from './benchmark.ts'
import { callOf, messageOf } from './bench-messages.ts'
import { bareClients, type BareClients } from './bare-clients.ts'
import { graphile } from './graphile-side.ts'
import { paired, rate, type Side } from './paired.ts'
import { peerVersions } from './peer-versions.ts'
import { pgBoss } from './pg-boss-side.ts'
import { changeThing, insertThing, loadThing, newThing, prepareThings } from './things.ts'
import { withPostgres } from './with-postgres.ts'

const clients = 8
const rounds = { rounds: 10, milliseconds: 2_000 }
const things = 10_000

interface Thing {
  readonly amount: string
  readonly version: number
}

/**
 * Durable transactions by 8 clients, as the unit of work does them, with one message left in the outbox, against the same
 * without a message, written by hand on the driver: every statement awaited, as most people write it, and as far
 * pipelined as it can be.
 *
 * - The first pair is what a use case does: load a row, change it, save it.
 * - The second is the least that a transaction can do, one insert, where a message weighs most.
 */
export const outbox: Benchmark = {
  name: 'outbox',
  about: 'the unit of work with outbox against the bare transaction, and against the job queues',
  run: (progress) =>
    withPostgres(async (url) => {
      const companyId = uuidv7Ids.next(CompanyId)
      const ids = await prepareThings(url, companyId, things)
      await using db = database({ url, connections: clients })
      await using awaited = await bareClients({ url, companyId, clients, pipeline: false })
      await using pipelined = await bareClients({ url, companyId, clients, pipeline: true })
      await using boss = await pgBoss({ url, clients, queue: 'bench', policy: 'standard' })
      await using worker = await graphile({ url, clients })
      progress(`8 clients, ${rounds.rounds} pairs of ${rounds.milliseconds / 1000} s for each ratio`)
      const changing = changeWithOutbox(db, companyId, ids)
      const inserting = insertWithOutbox(db, companyId)
      const enqueueing = enqueue(db, companyId)
      const ratios = {
        P1: { ...(await paired(changing, bareChange(awaited, ids), rounds)), goal: { atLeast: 0.95 } },
        'P1.pipelined': await paired(changing, pipelinedChange(pipelined, ids), rounds),
        'P1.insert': await paired(inserting, bareInsert(awaited, companyId), rounds),
        'P1.insert.pipelined': await paired(inserting, pipelinedInsert(pipelined, companyId), rounds),
        'P2.pg-boss': { ...(await paired(enqueueing, boss.enqueue, rounds)), goal: { atLeast: 3 } },
        'P2.graphile-worker': { ...(await paired(enqueueing, worker.enqueue, rounds)), goal: { atLeast: 3 } },
      }
      return { name: 'outbox', ratios, peers: peerVersions('pg-boss', 'graphile-worker') }
    }),
}

const anyOf = (ids: readonly string[]): string => ids[randomInt(ids.length)]!

const changeWithOutbox = (db: Database, companyId: CompanyId, ids: readonly string[]): Side => {
  const work = unitOfWork({ database: db }, (transaction) => transaction)
  const once = (): Promise<void> =>
    work.run(callOf(companyId), async (transaction) => {
      const id = anyOf(ids)
      const [thing] = await transaction.query<Thing>(loadThing, [id], 'bench_load')
      transaction.write(changeThing, [id, Number(thing!.amount) + 1, thing!.version], 'bench_change')
      transaction.publish(messageOf(id))
    })
  return (milliseconds) => rate(clients, milliseconds, once)
}

const insertWithOutbox = (db: Database, companyId: CompanyId): Side => {
  const work = unitOfWork({ database: db }, (transaction) => transaction)
  const once = (): Promise<void> =>
    work.run(callOf(companyId), async (transaction) => {
      const row = newThing(companyId)
      transaction.write(insertThing, row, 'bench_insert')
      transaction.publish(messageOf(String(row[0])))
    })
  return (milliseconds) => rate(clients, milliseconds, once)
}

/** A unit of work that does nothing but leave one message: what the others' `send` and `add_job` are. */
const enqueue = (db: Database, companyId: CompanyId): Side => {
  const work = unitOfWork({ database: db }, (transaction) => transaction)
  const once = (): Promise<void> =>
    work.run(callOf(companyId), async (transaction) => transaction.publish(messageOf(uuidv7Ids.next(CompanyId))))
  return (milliseconds) => rate(clients, milliseconds, once)
}

const bareChange = (bare: BareClients, ids: readonly string[]): Side =>
  bare.side(async (client) => {
    const id = anyOf(ids)
    await client.query('begin')
    const { rows } = await client.query<Thing>({ name: 'bench_load', text: loadThing, values: [id] })
    const { amount, version } = rows[0]!
    await client.query({ name: 'bench_change', text: changeThing, values: [id, Number(amount) + 1, version] })
    await client.query('commit')
  })

const pipelinedChange = (bare: BareClients, ids: readonly string[]): Side =>
  bare.side(async (client) => {
    const id = anyOf(ids)
    const [, { rows }] = await Promise.all([
      client.query('begin'),
      client.query<Thing>({ name: 'bench_load', text: loadThing, values: [id] }),
    ])
    const { amount, version } = rows[0]!
    await Promise.all([
      client.query({ name: 'bench_change', text: changeThing, values: [id, Number(amount) + 1, version] }),
      client.query('commit'),
    ])
  })

const bareInsert = (bare: BareClients, companyId: CompanyId): Side =>
  bare.side(async (client) => {
    await client.query('begin')
    await client.query({ name: 'bench_insert', text: insertThing, values: newThing(companyId) })
    await client.query('commit')
  })

const pipelinedInsert = (bare: BareClients, companyId: CompanyId): Side =>
  bare.side(async (client) => {
    const statement = { name: 'bench_insert', text: insertThing, values: newThing(companyId) }
    await Promise.all([client.query('begin'), client.query(statement), client.query('commit')])
  })
