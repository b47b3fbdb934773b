import type { Database } from '../database.ts'

const atOnce = 10_000

/**
 * Adds appended deltas to the counters and removes them, in one statement: a reader sees a delta either apart or folded,
 * never both or neither. Needs `baltra_system`. True when there are more.
 */
export const foldCounters = async ({ database }: { readonly database: Database }): Promise<boolean> => {
  const [folded] = await database.query<{ count: number }>(
    `with taken as (
       delete from funnel.counter_deltas where id = any (array(
         select id from funnel.counter_deltas order by id limit $1 for update skip locked))
       returning company_id, opening_id, metric, key, delta
     ), summed as (
       insert into funnel.counters as c (company_id, opening_id, metric, key, count)
       select company_id, opening_id, metric, key, sum(delta) from taken
       group by company_id, opening_id, metric, key order by company_id, opening_id, metric, key
       on conflict (company_id, opening_id, metric, key) do update set count = c.count + excluded.count
     )
     select count(*)::int as count from taken`,
    [atOnce],
  )
  return folded?.count === atOnce
}
