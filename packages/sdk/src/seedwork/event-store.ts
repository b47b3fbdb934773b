import type { Actor, CompanyId } from './call.ts'
import type { DomainEvent } from './domain-event.ts'

/** `category-id`, as in `campaign-019aab…`. The category is lower case and has no dash; its streams can be read together. */
export type StreamName = `${string}-${string}`

/** An event as it goes into a stream. */
export interface NewEvent extends DomainEvent {
  /** UUIDv7. Messages that it causes carry the same one. */
  readonly id: string
  /** Of its data. */
  readonly schemaVersion: number
}

/** An event in its stream, in the form in which it was written. */
export interface PastEvent extends NewEvent {
  readonly stream: StreamName
  /** Its place in the stream, from 1 and without a gap. */
  readonly version: number
}

/** An event with all that is known of it. */
export interface StoredEvent extends PastEvent {
  readonly companyId: CompanyId
  /** Its place among all events. Some numbers are missing, and a lower one may come to be seen later than a higher one. */
  readonly position: number
  readonly recordedAt: Date
  readonly actor: Actor
  readonly correlationId: string
  readonly causationId?: string
  readonly traceparent?: string
}

/** How many events the stream must have; `any` for whoever does not look at them. */
export type ExpectedVersion = number | 'any'

/** Expected of a stream that must not be there yet. */
export const noStream = 0

/**
 * The streams of the calling company, inside a unit of work: what is appended is committed together with its messages and
 * all else, or not at all. Another company's streams do not exist here, even under the same name.
 */
export interface EventStore {
  /** In their order, those after the version `after`. Empty when there is no such stream. */
  load(stream: StreamName, options?: { readonly after?: number }): Promise<readonly PastEvent[]>

  /** Several streams at once, as of one moment. A stream that is not there has no entry. */
  loadAll(streams: readonly StreamName[]): Promise<ReadonlyMap<StreamName, readonly PastEvent[]>>

  /**
   * Adds events to the end of a stream. Nobody waits for it here: if the stream does not have the expected version, the unit
   * of work rejects with `conflict` (retryable) at its commit. Of several that expect the same version exactly one is
   * committed, and the others use up no position. Whoever appends second to the same stream waits for the first to end.
   *
   * Throws `events.bad_stream` for a name that has no category, and `events.nothing_to_append` for no events.
   */
  append(stream: StreamName, events: readonly NewEvent[], options: { readonly expected: ExpectedVersion }): void
}
