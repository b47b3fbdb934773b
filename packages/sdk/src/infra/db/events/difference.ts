import type { Difference } from './progress.ts'
import { eventColumns } from './stored-event.ts'

/** What is asked of a difference. */
export interface Wanted {
  readonly limit: number
  readonly category?: string
  /** What was seen of it stands up to here. */
  readonly position: number
}

/** Visible at the later moment. Earlier epochs are over, and all of each counts. */
const visible = '(epoch = $2 and pg_visible_in_snapshot(xid, $3) or epoch <> $2 and position <= $4)'

/** Drawn after the earlier moment by a transaction that is younger, or in a later epoch. */
const later = '(epoch = $7 and xid >= $8 or epoch <> $7 and position > $9)'

const above = `
  select ${eventColumns} from events.events
  where position > $6 and position <= $5 and ${later} and ${visible} order by position limit $1`

/**
 * Rows are compared as a whole, and ordered so, where only one index can do that: left to choose, the planner walks through
 * what others have written.
 */
const aboveOfCategory = `
  select ${eventColumns} from events.events
  where (category, position) > ($10, $6) and (category, position) <= ($10, $5) and ${later} and ${visible}
  order by category, position limit $1`

/**
 * The transactions that were open at the earlier moment: those that its snapshot names, and of those that were too young for
 * it the ones that have written.
 */
const openThen = `
  recursive young (xid) as (
    (select xid from events.events where xid >= $11 and xid < $8 order by xid limit 1)
    union all
    select (select e.xid from events.events e where e.xid > young.xid and e.xid < $8 order by e.xid limit 1)
    from young where young.xid is not null
  ), open (xid) as (
    select unnest($12::xid8[]) union all select xid from young where xid is not null
  )`

/** They are read one by one, so that a page costs the same however much each of them wrote. */
const late = `
  select own.* from open cross join lateral (
    select ${eventColumns} from events.events e
    where (e.xid, e.position) > (open.xid, $13) and (e.xid, e.position) <= (open.xid, $5)
      and epoch = $7 and ${visible} and ($10::text is null or category = $10)
    order by e.xid, e.position limit $1) as own`

const both = `with ${openThen} (${late}) union all (${above}) order by position limit $1`

const bothOfCategory = `with ${openThen} (${late}) union all (${aboveOfCategory}) order by position limit $1`

interface Statement {
  readonly text: string
  readonly name: string
  readonly values: readonly unknown[]
}

/** The statement for the next events of a difference, by position. Where no transaction was open then it is a simple one. */
export const differenceStatement = (
  { since, until, above: from }: Difference,
  { limit, category, position }: Wanted,
): Statement => {
  const [, youngest, open] = since.snapshot.split(':') as [string, string, string]
  const lower = Math.max(position, Number(from))
  const values = [
    limit,
    until.epoch,
    until.snapshot,
    until.base,
    until.top,
    lower,
    since.epoch,
    since.ceiling,
    since.base,
  ]
  const isAlone = open === '' && BigInt(youngest) >= BigInt(since.ceiling)
  if (isAlone) {
    if (category === undefined) return { name: 'baltra_feed', text: above, values }
    return { name: 'baltra_feed_category', text: aboveOfCategory, values: [...values, category] }
  }
  const more = [category ?? null, youngest, open === '' ? [] : open.split(','), position]
  return category === undefined
    ? { name: 'baltra_feed_late', text: both, values: [...values, ...more] }
    : { name: 'baltra_feed_late_category', text: bothOfCategory, values: [...values, ...more] }
}
