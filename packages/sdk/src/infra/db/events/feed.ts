import type { Checkpoint, EventFeed, FeedPage } from '../../../seedwork/event-feed.ts'
import type { StoredEvent } from '../../../seedwork/event-store.ts'
import type { Database } from '../database.ts'
import { differenceStatement } from './difference.ts'
import { nextDifference } from './next-difference.ts'
import { checkpointOf, progressOf, type Difference, type Progress } from './progress.ts'
import { storedEvent } from './stored-event.ts'

/** The feed of the whole store; needs `baltra_system`. */
export const eventFeed = ({ database }: { readonly database: Database }): EventFeed => ({
  async page(after, wanted) {
    const progress = progressOf(after)
    const difference = await nextDifference(database, progress)
    const position = progress.within?.position ?? 0
    const { text, values, name } = differenceStatement(difference, { ...wanted, position })
    const rows = await database.texts(text, values, name)
    return pageOf(rows, { progress, difference, isWhole: rows.length < wanted.limit })
  },
})

interface Asked {
  readonly progress: Progress
  readonly difference: Difference
  /** Whether these are all rows that there were. */
  readonly isWhole: boolean
}

const pageOf = (rows: readonly (readonly string[])[], { progress, difference, isWhole }: Asked): FeedPage => {
  const events = rows.map(storedEvent)
  const upTo = (event: StoredEvent): Checkpoint => checkpointOf(movedOn(progress, difference, event))
  const last = events.at(-1)
  const moved = last ? movedOn(progress, difference, last) : progress
  // At the end of a difference the later of its moments is the one that has been seen.
  const done: Progress = { seen: difference.until, ...(moved.witness ? { witness: moved.witness } : {}) }
  return {
    events,
    upTo,
    isLast: isWhole && progress.within === undefined,
    checkpoint: checkpointOf(isWhole ? done : moved),
  }
}

/** Inside the difference, up to an event of it. */
const movedOn = ({ seen, witness }: Progress, { until, above }: Difference, { position }: StoredEvent): Progress => {
  const isOver = position <= Number(until.base)
  const isLower = witness?.epoch === until.epoch && witness.position > position
  const highest = isOver || isLower ? witness : { position, epoch: until.epoch }
  return { seen, within: { until, above, position }, ...(highest ? { witness: highest } : {}) }
}
