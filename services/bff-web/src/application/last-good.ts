import type { Seen } from '../domain/section.ts'
import type { ApiKey } from './hiring.ts'

/**
 * The last good value of one section for each key and opening. Bounded: what was used least recently goes first, so
 * `recall` may answer undefined for what was kept. A value is only ever recalled by the key that read it.
 */
export interface LastGood<Data> {
  keep(key: ApiKey, slot: string, seen: Seen<Data>): void
  recall(key: ApiKey, slot: string): Seen<Data> | undefined
  /** Everything of this key: it is no longer accepted. */
  forget(key: ApiKey): void
}
