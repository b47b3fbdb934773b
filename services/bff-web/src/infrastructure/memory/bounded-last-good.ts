import { createHash } from 'node:crypto'
import type { ApiKey } from '../../application/hiring.ts'
import type { LastGood } from '../../application/last-good.ts'
import type { Seen } from '../../domain/section.ts'

/** In this process only. Keys are kept as digests: a heap dump should not hand out access. */
export const boundedLastGood = <Data>({ capacity = 1000 } = {}): LastGood<Data> => {
  const kept = new Map<string, Seen<Data>>()

  const put = (name: string, seen: Seen<Data>): void => {
    kept.delete(name)
    kept.set(name, seen)
    const oldest = kept.keys().next()
    if (kept.size > capacity && !oldest.done) kept.delete(oldest.value)
  }

  return {
    keep: (key, slot, seen) => put(nameOf(key, slot), seen),
    recall: (key, slot) => {
      const name = nameOf(key, slot)
      const seen = kept.get(name)
      if (seen !== undefined) put(name, seen)
      return seen
    },
    forget: (key) => {
      const ofKey = nameOf(key, '')
      for (const name of kept.keys()) if (name.startsWith(ofKey)) kept.delete(name)
    },
  }
}

const nameOf = (key: ApiKey, slot: string): string => `${createHash('sha256').update(key).digest('hex')}:${slot}`
