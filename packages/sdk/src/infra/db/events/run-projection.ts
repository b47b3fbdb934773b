import type { EventFeed } from '../../../seedwork/event-feed.ts'
import type { Anchor } from '../database.ts'
import { eventsBell } from './append.ts'
import { applyPage, inTransaction, readerOf } from './apply-page.ts'
import { readCheckpoint } from './checkpoints.ts'
import { eventFeed } from './feed.ts'
import { oneOfMany, type ReaderDependencies, type ReaderOptions } from './one-of-many.ts'
import type { Projection } from './projection.ts'

/**
 * Keeps the rows of a projection behind the feed until `signal` aborts. Rows and checkpoint move on in one transaction, so
 * each event is applied exactly once, whatever breaks. Of all instances one is at work and the others stand by. After a
 * rebuild it goes on with the new copy.
 */
export const runProjection = (
  dependencies: ReaderDependencies,
  projection: Projection,
  { batch = 500, idle = 1_000, signal }: ReaderOptions,
): Promise<void> => {
  const feed = eventFeed(dependencies)
  return oneOfMany(
    dependencies,
    { name: `projection ${projection.name}`, idle, signal },
    async (anchor, held, succeeded) => {
      using ear = dependencies.database.bell(eventsBell).ear()
      while (!held.aborted) {
        const isLast = await step(anchor, feed, projection, batch)
        succeeded()
        if (isLast) await ear.wait(idle, held)
      }
    },
  )
}

/** One page. The page is read beside the transaction, by a connection that has written nothing. */
const step = (anchor: Anchor, feed: EventFeed, projection: Projection, limit: number): Promise<boolean> =>
  inTransaction(anchor, async () => {
    const [row] = await anchor.query<{ live: number }>('select events.write_live($1) as live', [projection.name])
    const { live } = row!
    const checkpoint = await readCheckpoint(anchor, readerOf(projection, live))
    const page = await feed.page(checkpoint, { limit, category: projection.category })
    const isNothing = page.isLast && page.events.length === 0
    if (!isNothing) await applyPage(anchor, projection, live, page)
    return page.isLast
  })
