import type { Checkpoint, FeedPage } from '../../../seedwork/event-feed.ts'
import type { StoredEvent } from '../../../seedwork/event-store.ts'
import type { Anchor } from '../database.ts'
import { eventsBell } from './append.ts'
import { readCheckpoint, saveCheckpoint } from './checkpoints.ts'
import { eventFeed } from './feed.ts'
import { oneOfMany, type ReaderDependencies, type ReaderOptions } from './one-of-many.ts'

export interface EventSubscription {
  /** Its checkpoint is kept under it, so it stays the same for good. Its instances share it. */
  readonly name: string
  /** Only events of this category; of all streams when it is left out. Stays the same for good as well. */
  readonly category?: string
  /**
   * Handles one event. Called again when it rejects, after a while, and when this process dies before that it was done has
   * been noted: its effect must stand being repeated. `signal` aborts when another instance may take over.
   */
  handle(event: StoredEvent, signal: AbortSignal): Promise<void>
}

/**
 * Hands every event of the feed to `handle`, one after the other, until `signal` aborts: at least once each, those of a
 * stream in their order, from the very first event on. Of all instances one is at work and the others stand by. An event
 * that can't be handled is tried again and again, and all others wait behind it.
 */
export const subscribeToEvents = (
  dependencies: ReaderDependencies,
  subscription: EventSubscription,
  { batch = 100, idle = 1_000, signal }: ReaderOptions,
): Promise<void> => {
  const { name, category } = subscription
  const feed = eventFeed(dependencies)
  const wanted = { limit: batch, ...(category === undefined ? {} : { category }) }
  return oneOfMany(dependencies, { name, idle, signal }, async (anchor, held, succeeded) => {
    using ear = dependencies.database.bell(eventsBell).ear()
    let checkpoint = await readCheckpoint(anchor, name)
    while (!held.aborted) {
      const page = await feed.page(checkpoint, wanted)
      checkpoint = await hand(anchor, page, subscription, held)
      succeeded()
      if (page.isLast) await ear.wait(idle, held)
    }
  })
}

/** Notes what was done, also when a later one of the page could not be. */
const hand = async (
  anchor: Anchor,
  page: FeedPage,
  subscription: EventSubscription,
  signal: AbortSignal,
): Promise<Checkpoint> => {
  let done: StoredEvent | undefined
  try {
    for (const event of page.events) {
      signal.throwIfAborted()
      await subscription.handle(event, signal)
      done = event
    }
  } catch (error) {
    if (done) await saveCheckpoint(anchor, subscription.name, page.upTo(done))
    throw error
  }
  if (done) await saveCheckpoint(anchor, subscription.name, page.checkpoint)
  return page.checkpoint
}
