import type { Checkpoint } from '../../../seedwork/event-feed.ts'
import type { StoredEvent } from '../../../seedwork/event-store.ts'
import type { Database } from '../database.ts'
import { eventsBell } from './append.ts'
import { eventFeed } from './feed.ts'

interface FollowOptions {
  readonly after: Checkpoint
  readonly category?: string
  readonly signal: AbortSignal
}

const batch = 100

/** How long to sleep at most when nothing rings, in milliseconds. */
const idle = 1_000

/**
 * Events as they are committed, until `signal` aborts. For a look: where one has come to is kept nowhere, and a failure of the
 * database ends it.
 */
export async function* followEvents(
  { database }: { readonly database: Database },
  { after, category, signal }: FollowOptions,
): AsyncGenerator<StoredEvent, void> {
  const feed = eventFeed({ database })
  using ear = database.bell(eventsBell).ear()
  let checkpoint = after
  while (!signal.aborted) {
    const page = await feed.page(checkpoint, { limit: batch, ...(category === undefined ? {} : { category }) })
    yield* page.events
    checkpoint = page.checkpoint
    if (page.isLast) await ear.wait(idle, signal)
  }
}
