import { Failure, type Clock } from '@baltra/sdk'
import { fallback, ok, unavailable, type Section } from '../domain/section.ts'
import { isRefusal } from './hiring-refusal.ts'
import type { ApiKey } from './hiring.ts'
import type { LastGood } from './last-good.ts'

export interface Reading<Data> {
  readonly key: ApiKey
  readonly slot: string
  readonly read: () => Promise<Data>
}

/** Reads one section; a refusal of the key is thrown, every other failure becomes what is left to show. */
export const readSection =
  <Data>({ lastGood, clock }: { lastGood: LastGood<Data>; clock: Clock }) =>
  async ({ key, slot, read }: Reading<Data>): Promise<Section<Data>> => {
    try {
      const seen = { asOf: clock.now().toISOString(), data: await read() }
      lastGood.keep(key, slot, seen)
      return ok(seen)
    } catch (error) {
      if (isRefusal(error)) throw error
      return isGone(error) ? unavailable : fallback(lastGood.recall(key, slot))
    }
  }

// A remembered value of what does not exist any more would be wrong, not stale.
const isGone = (error: unknown): boolean => Failure.is(error) && error.kind === 'not_found'
