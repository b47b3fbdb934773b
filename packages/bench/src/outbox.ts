import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompanyId, uuidv7Ids, type Call } from '@baltra/sdk'
import { database, migrate, unitOfWork, type Database } from '@baltra/sdk/infra/db'
import { embeddedPostgres } from '@baltra/sdk/testing'
import { Client } from 'pg'
import type { Benchmark } from './benchmark.ts'
import { paired, rate, type Side } from './paired.ts'

const clients = 8
const rounds = { rounds: 6, milliseconds: 1_000 }

const insert = 'insert into bench.things (id, company_id, name, amount) values ($1, $2, $3, $4)'
const row = (companyId: CompanyId): unknown[] => [uuidv7Ids.next(CompanyId), companyId, 'a thing of some length', 42]

/**
 * One row of state in one durable transaction, by 8 clients: as the unit of work does it, tenant set and one message left
 * in the outbox, against the bare transaction as one writes it by hand (begin, insert, commit, each awaited), and against
 * the same with all three pipelined.
 */
export const outbox: Benchmark = {
  name: 'outbox',
  about: 'the unit of work with outbox against the bare transaction',
  async run(progress) {
    const directory = await mkdtemp(join(tmpdir(), 'baltra-bench-'))
    try {
      await using postgres = await embeddedPostgres({ directory })
      await migrate({ url: postgres.url })
      await prepare(postgres.url)
      await using db = database({ url: postgres.url, connections: clients })
      await using awaited = await bareTransactions(postgres.url, { pipeline: false })
      await using pipelined = await bareTransactions(postgres.url, { pipeline: true })
      const ours = withOutbox(db)
      progress(`8 clients, ${rounds.rounds} pairs of ${rounds.milliseconds / 1000} s each`)
      const ratios = {
        'uow-with-outbox/bare': await paired(ours, awaited.side, rounds),
        'uow-with-outbox/bare-pipelined': await paired(ours, pipelined.side, rounds),
      }
      return { name: 'outbox', ratios }
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  },
}

const prepare = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`
    create schema bench;
    create table bench.things (id uuid primary key, company_id uuid not null, name text not null, amount bigint not null);
    grant usage on schema bench to baltra_app;
    grant select, insert on bench.things to baltra_app;
    alter table bench.things enable row level security, force row level security;
    create policy tenant on bench.things to baltra_app using (company_id = baltra.tenant())`)
  await client.end()
}

const withOutbox = (db: Database): Side => {
  const companyId = uuidv7Ids.next(CompanyId)
  const call: Call = { companyId, actor: { kind: 'system', id: 'bench' }, correlationId: companyId }
  const work = unitOfWork({ database: db }, (transaction) => transaction)
  return (milliseconds) =>
    rate(clients, milliseconds, () =>
      work.run(call, async (transaction) => {
        const values = row(companyId)
        transaction.write(insert, values, 'bench_insert')
        const id = String(values[0])
        transaction.publish({ id, topic: 'eventos.bench', key: id, type: 'bench.made', at: new Date(), data: { id } })
      }),
    )
}

/** The connections of the other side: as many, under the same role, with the same tenant set for good. */
const bareTransactions = async (url: string, { pipeline }: { pipeline: boolean }): Promise<AsyncDisposable & { side: Side }> => {
  const companyId = uuidv7Ids.next(CompanyId)
  const options = `-c role=baltra_app -c baltra.company_id=${companyId}`
  const config = { connectionString: url, options, pipeline }
  const free = Array.from({ length: clients }, () => new Client(config))
  await Promise.all(free.map((client) => client.connect()))
  const all = [...free]
  const one = async (): Promise<void> => {
    const client = free.pop()!
    const statement = { name: 'bench_insert', text: insert, values: row(companyId) }
    if (pipeline) await Promise.all([client.query('begin'), client.query(statement), client.query('commit')])
    else {
      await client.query('begin')
      await client.query(statement)
      await client.query('commit')
    }
    free.push(client)
  }
  return {
    side: (milliseconds) => rate(clients, milliseconds, one),
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((client) => client.end()))
    },
  }
}
