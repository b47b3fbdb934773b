import { CompanyId, uuidv7Ids } from '@baltra/sdk'
import { Client } from 'pg'

export const loadThing = 'select name, amount, version from bench.things where id = $1'
export const changeThing = 'update bench.things set amount = $2, version = version + 1 where id = $1 and version = $3'
export const insertThing = 'insert into bench.things (id, company_id, name, amount, version) values ($1, $2, $3, $4, 1)'

export const newThing = (companyId: CompanyId): unknown[] => [
  uuidv7Ids.next(CompanyId),
  companyId,
  'a thing of some length',
  42,
]

/** A table as a context has it, under row-level security, with so many rows; their ids. */
export const prepareThings = async (url: string, companyId: CompanyId, count: number): Promise<readonly string[]> => {
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
  const ids = Array.from({ length: count }, () => uuidv7Ids.next(CompanyId))
  await client.query(
    `insert into bench.things select id, $2, 'a thing of some length', 42, 1 from unnest($1::uuid[]) as id`,
    [ids, companyId],
  )
  await client.query('analyze bench.things')
  await client.end()
  return ids
}
