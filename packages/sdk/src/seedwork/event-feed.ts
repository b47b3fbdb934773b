import type { StoredEvent } from './event-store.ts'

/**
 * What a reader of the feed has seen. Opaque: keep it as it is, and give it back to the feed that it came from, with the same
 * category.
 */
export type Checkpoint = string & { readonly __checkpoint: true }

export interface FeedPage {
  readonly events: readonly StoredEvent[]
  /** For whoever has done with all of them. */
  readonly checkpoint: Checkpoint
  /** For whoever has done with the events up to this one of the page. */
  upTo(event: StoredEvent): Checkpoint
  /** False when another page may follow at once; true when all was read that had been committed as this one was asked for. */
  readonly isLast: boolean
}

/**
 * All events of the store, of all companies.
 *
 * A reader that always goes on from the checkpoint of its last page sees every committed event exactly once, also one whose
 * position is lower than those that it has seen already because its transaction ended later. No reader waits for a
 * transaction that is still open: what it commits is in a later page. What was rolled back never was.
 *
 * Events come in the order of their positions as far as they had been committed when a page was begun. Those of one stream
 * always come in the order of the stream.
 *
 * After the database was restored, here or elsewhere, a checkpoint stays good: what has been seen and is still there does not
 * come again, and nothing that was appended since is hidden.
 */
export interface EventFeed {
  /**
   * The next events after a checkpoint, or from the very first one. Rejects with `events.foreign_checkpoint` for one of a
   * history that this store does not have.
   */
  page(
    after: Checkpoint | undefined,
    options: {
      /** The most events. */
      readonly limit: number
      /** Only events of streams of this category. */
      readonly category?: string
    },
  ): Promise<FeedPage>
}
