import type { Database } from '../database.ts'

/**
 * One statement and so one transaction: a message is either here or in the outbox, whoever dies meanwhile. Several pumps take
 * different rows. What another one has in hand, be it a pump or who cancels, holds back the later ones of its lane and is found
 * as `held`: they must not overtake it. Keys are locked in the order in which writers lock them. The joins are full, though they
 * need not be, since such a one is never done by a nested loop: the planner can't know how many rows come out of a delete.
 */
const move = `
  with due as materialized (
    select company_id, name, id, due_at, topic, key from messaging.scheduled
    where due_at <= now() order by due_at, id limit $1
    for update skip locked
  ), held as materialized (
    select lane.*, first.due_at, first.id
    from (select distinct company_id, topic, key from due) lane cross join lateral (
      select s.due_at, s.id from messaging.scheduled s
      where s.company_id = lane.company_id and s.topic = lane.topic and s.key = lane.key and s.id not in (select id from due)
      order by s.due_at, s.id limit 1) first
  ), ready as materialized (
    select company_id, d.name from due d full join held h using (company_id, topic, key)
    where h.id is null or (d.due_at, d.id) < (h.due_at, h.id)
  ), moved as (
    delete from messaging.scheduled s using ready r where s.company_id = r.company_id and s.name = r.name
    returning s.company_id, s.topic, s.key, s.due_at, s.id, s.message
  ), reserved as (
    insert into messaging.key_sequences as k (company_id, topic, key, last)
    select company_id, topic, key, count(*) from moved group by company_id, topic, key
    order by topic collate "C", key collate "C", company_id
    on conflict (company_id, topic, key) do update set last = k.last + excluded.last
    returning company_id, topic, key, last
  ), written as (
    insert into messaging.outbox (company_id, topic, key, sequence, message)
    select company_id, topic, key,
      last + 1 - row_number() over (partition by company_id, topic, key order by due_at desc, m.id desc), message
    from moved m full join reserved using (company_id, topic, key)
    order by due_at, m.id
    returning 1
  )
  select (select count(*) from written)::int as moved, (select count(*) from due)::int as locked,
    (select extract(epoch from min(due_at) - clock_timestamp()) * 1000 from messaging.scheduled
      where due_at > now())::float8 as next`

export interface Moved {
  readonly moved: number
  /** Due and left where they were: an earlier one of their lane is in somebody's hands. */
  readonly held: number
  /** Milliseconds until the next one is due, by the database's clock; `undefined` when none waits. */
  readonly nextIn: number | undefined
}

/** Moves messages whose time has come into the outbox, at most `limit` of them; needs `baltra_system`. */
export const moveDue = async (
  { database }: { readonly database: Database },
  { limit }: { readonly limit: number },
): Promise<Moved> => {
  const [row] = await database.query<{ moved: number; locked: number; next: number | null }>(move, [limit])
  const { moved, locked, next } = row!
  return { moved, held: locked - moved, nextIn: next ?? undefined }
}
