import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompanyId, uuidv7Ids, type Call } from '@baltra/sdk'
import { database, migrate, unitOfWork, type Database } from '@baltra/sdk/infra/db'
import { embeddedPostgres } from '@baltra/sdk/testing'
import { Client } from 'pg'
import type { Benchmark } from './benchmark.ts'
import { bareClients, type BareClients } from './bare-clients.ts'
import { paired, rate, type Side } from './paired.ts'

const clients = 8
const rounds = { rounds: 10, milliseconds: 2_000 }
const things = 10_000

const load = 'select name, amount, version from bench.things where id = $1'
const change = 'update bench.things set amount = $2, version = version + 1 where id = $1 and version = $3'
const insert = 'insert into bench.things (id, company_id, name, amount, version) values ($1, $2, $3, $4, 1)'

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
  about: 'the unit of work with outbox against the bare transaction',
  async run(progress) {
    const directory = await mkdtemp(join(tmpdir(), 'baltra-bench-'))
    try {
      await using postgres = await embeddedPostgres({ directory })
      await migrate({ url: postgres.url })
      const companyId = uuidv7Ids.next(CompanyId)
      const ids = await prepare(postgres.url, companyId)
      await using db = database({ url: postgres.url, connections: clients })
      await using awaited = await bareClients({ url: postgres.url, companyId, clients, pipeline: false })
      await using pipelined = await bareClients({ url: postgres.url, companyId, clients, pipeline: true })
      progress(`8 clients, ${rounds.rounds} pairs of ${rounds.milliseconds / 1000} s for each ratio`)
      const [changing, inserting] = [changeWithOutbox(db, companyId, ids), insertWithOutbox(db, companyId)]
      const ratios = {
        'uow-with-outbox/bare': await paired(changing, bareChange(awaited, ids), rounds),
        'uow-with-outbox/bare-pipelined': await paired(changing, pipelinedChange(pipelined, ids), rounds),
        'insert-only/bare': await paired(inserting, bareInsert(awaited, companyId), rounds),
        'insert-only/bare-pipelined': await paired(inserting, pipelinedInsert(pipelined, companyId), rounds),
      }
      return { name: 'outbox', ratios }
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  },
}

const prepare = async (url: string, companyId: CompanyId): Promise<readonly string[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`
    create schema bench;
    create table bench.things (
      id uuid primary key, company_id uuid not null, name text not null, amount bigint not null, version int not null
    ) with (fillfactor = 70);
    grant usage on schema bench to baltra_app;
    grant select, insert, update on bench.things to baltra_app;
    alter table bench.things enable row level security, force row level security;
    create policy tenant on bench.things to baltra_app using (company_id = baltra.tenant())`)
  const ids = Array.from({ length: things }, () => uuidv7Ids.next(CompanyId))
  await client.query(
    `insert into bench.things select id, $2, 'a thing of some length', 42, 1 from unnest($1::uuid[]) as id`,
    [ids, companyId],
  )
  await client.query('analyze bench.things')
  await client.end()
  return ids
}

const anyOf = (ids: readonly string[]): string => ids[randomInt(ids.length)]!

const newRow = (companyId: CompanyId): unknown[] => [uuidv7Ids.next(CompanyId), companyId, 'a thing of some length', 42]

const messageOf = (key: string) => ({
  id: uuidv7Ids.next(CompanyId),
  topic: 'eventos.bench',
  key,
  type: 'bench.changed',
  at: new Date(),
  data: { id: key },
})

const callOf = (companyId: CompanyId): Call => ({
  companyId,
  actor: { kind: 'system', id: 'bench' },
  correlationId: companyId,
})

const changeWithOutbox = (db: Database, companyId: CompanyId, ids: readonly string[]): Side => {
  const work = unitOfWork({ database: db }, (transaction) => transaction)
  const once = (): Promise<void> =>
    work.run(callOf(companyId), async (transaction) => {
      const id = anyOf(ids)
      const [thing] = await transaction.query<Thing>(load, [id], 'bench_load')
      transaction.write(change, [id, Number(thing!.amount) + 1, thing!.version], 'bench_change')
      transaction.publish(messageOf(id))
    })
  return (milliseconds) => rate(clients, milliseconds, once)
}

const insertWithOutbox = (db: Database, companyId: CompanyId): Side => {
  const work = unitOfWork({ database: db }, (transaction) => transaction)
  const once = (): Promise<void> =>
    work.run(callOf(companyId), async (transaction) => {
      const row = newRow(companyId)
      transaction.write(insert, row, 'bench_insert')
      transaction.publish(messageOf(String(row[0])))
    })
  return (milliseconds) => rate(clients, milliseconds, once)
}

const bareChange = (bare: BareClients, ids: readonly string[]): Side =>
  bare.side(async (client) => {
    const id = anyOf(ids)
    await client.query('begin')
    const { rows } = await client.query<Thing>({ name: 'bench_load', text: load, values: [id] })
    const { amount, version } = rows[0]!
    await client.query({ name: 'bench_change', text: change, values: [id, Number(amount) + 1, version] })
    await client.query('commit')
  })

const pipelinedChange = (bare: BareClients, ids: readonly string[]): Side =>
  bare.side(async (client) => {
    const id = anyOf(ids)
    const [, { rows }] = await Promise.all([
      client.query('begin'),
      client.query<Thing>({ name: 'bench_load', text: load, values: [id] }),
    ])
    const { amount, version } = rows[0]!
    await Promise.all([
      client.query({ name: 'bench_change', text: change, values: [id, Number(amount) + 1, version] }),
      client.query('commit'),
    ])
  })

const bareInsert = (bare: BareClients, companyId: CompanyId): Side =>
  bare.side(async (client) => {
    await client.query('begin')
    await client.query({ name: 'bench_insert', text: insert, values: newRow(companyId) })
    await client.query('commit')
  })

const pipelinedInsert = (bare: BareClients, companyId: CompanyId): Side =>
  bare.side(async (client) => {
    const statement = { name: 'bench_insert', text: insert, values: newRow(companyId) }
    await Promise.all([client.query('begin'), client.query(statement), client.query('commit')])
  })
