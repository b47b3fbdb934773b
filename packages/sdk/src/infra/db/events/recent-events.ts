import type { Checkpoint } from '../../../seedwork/event-feed.ts'
import type { StoredEvent } from '../../../seedwork/event-store.ts'
import type { Database } from '../database.ts'
import { takeMark } from './mark.ts'
import { checkpointOf } from './progress.ts'
import { eventColumns, storedEvent } from './stored-event.ts'

const newest = `
  select ${eventColumns} from events.events
  where epoch <> $1 or pg_visible_in_snapshot(xid, $2) order by position desc limit $3`

const newestOfCategory = `
  select ${eventColumns} from events.events
  where (epoch <> $1 or pg_visible_in_snapshot(xid, $2)) and category = $4 order by position desc limit $3`

/**
 * The last events of the store, or of a category, in their order, and a checkpoint from which the feed goes on behind them;
 * needs `baltra_system`.
 */
export const recentEvents = async (
  { database }: { readonly database: Database },
  { limit, category }: { readonly limit: number; readonly category?: string },
): Promise<{ readonly events: readonly StoredEvent[]; readonly checkpoint: Checkpoint }> => {
  const mark = await takeMark(database)
  const values = [mark.epoch, mark.snapshot, limit]
  const rows =
    category === undefined
      ? await database.texts(newest, values, 'baltra_recent')
      : await database.texts(newestOfCategory, [...values, category], 'baltra_recent_category')
  return { events: rows.map(storedEvent).toReversed(), checkpoint: checkpointOf({ seen: mark }) }
}
