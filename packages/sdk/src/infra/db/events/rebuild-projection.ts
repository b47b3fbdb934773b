import { Failure } from '../../../seedwork/failure.ts'
import type { EventFeed, FeedPage } from '../../../seedwork/event-feed.ts'
import type { Anchor, Database } from '../database.ts'
import { applyPage, inTransaction, readerOf } from './apply-page.ts'
import { readCheckpoint } from './checkpoints.ts'
import { eventFeed } from './feed.ts'
import type { Projection } from './projection.ts'

export interface RebuildOptions {
  /** The most events of one transaction. */
  readonly batch?: number
  /** Told after each transaction. */
  readonly onProgress?: (progress: { readonly events: number }) => void
}

const rebuildLocks = 7_266_005
const switchLocks = 7_266_004

/** Rows that are removed in one transaction, so that nobody waits long. */
const atOnce = 10_000

/**
 * Builds a projection again from the first event, beside the live one, and puts it in its place; how many events that took.
 * Readers see the old copy until the moment in which they see the new one, and appends and the live projection go on
 * meanwhile. Only the switch makes those who write the live copy wait: for as long as the last few events take.
 *
 * Rejects with `events.rebuild_under_way` when another process is at it. When it ends half-way the live copy is what it was,
 * and the next one begins anew and removes what is left.
 */
export const rebuildProjection = async (
  { database }: { readonly database: Database },
  projection: Projection,
  { batch = 500, onProgress = () => undefined }: RebuildOptions = {},
): Promise<number> => {
  await using anchor = await database.anchor()
  await lock(anchor, projection)
  const feed = eventFeed({ database })
  const generation = await nextGeneration(anchor, projection)
  let events = 0
  const count = (page: FeedPage): void => onProgress({ events: (events += page.events.length) })
  const build = { anchor, feed, projection, generation, batch, count }
  while (!(await inTransaction(anchor, () => nextPage(build)))) continue
  await inTransaction(anchor, () => switchTo(build))
  await removeOthers(anchor, projection, generation)
  return events
}

interface Build {
  readonly anchor: Anchor
  readonly feed: EventFeed
  readonly projection: Projection
  readonly generation: number
  readonly batch: number
  readonly count: (page: FeedPage) => void
}

const lock = async (anchor: Anchor, { name }: Projection): Promise<void> => {
  const [row] = await anchor.query<{ free: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as free', [
    rebuildLocks,
    name,
  ])
  if (row!.free) return
  throw new Failure('conflict', 'events.rebuild_under_way', `${name} is being rebuilt by another process`)
}

const nextGeneration = async (anchor: Anchor, { name }: Projection): Promise<number> => {
  const [row] = await anchor.query<{ last: number }>(
    `insert into events.projections as p (name, last) values ($1, 2)
     on conflict (name) do update set last = p.last + 1 returning last`,
    [name],
  )
  return row!.last
}

/** True when that was all there is for now. */
const nextPage = async ({ anchor, feed, projection, generation, batch, count }: Build): Promise<boolean> => {
  const checkpoint = await readCheckpoint(anchor, readerOf(projection, generation))
  const page = await feed.page(checkpoint, { limit: batch, category: projection.category })
  await applyPage(anchor, projection, generation, page)
  count(page)
  return page.isLast
}

/**
 * Whoever writes the live copy holds the lock's other half until its commit. So with the lock all that it ever wrote is
 * visible, and what comes after it writes the new copy.
 */
const switchTo = async (build: Build): Promise<void> => {
  const { anchor, projection, generation } = build
  await anchor.query('select pg_advisory_xact_lock($1, hashtext($2))', [switchLocks, projection.name])
  while (!(await nextPage(build))) continue
  await anchor.query('update events.projections set live = $2 where name = $1', [projection.name, generation])
}

const removeOthers = async (anchor: Anchor, { name, tables }: Projection, generation: number): Promise<void> => {
  for (const table of tables) {
    while ((await removeSome(anchor, table, generation)) > 0) continue
  }
  await anchor.query(
    `delete from events.checkpoints where starts_with(reader, $1 || '#') and reader <> $1 || '#' || $2`,
    [name, String(generation)],
  )
}

const removeSome = async (anchor: Anchor, table: string, generation: number): Promise<number> => {
  const [row] = await anchor.query<{ removed: number }>('select events.remove_copies($1, $2, $3) as removed', [
    table,
    generation,
    atOnce,
  ])
  return row!.removed
}
