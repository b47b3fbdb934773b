import type { StoredEvent, StreamName } from '../../../seedwork/event-store.ts'
import type { Database } from '../database.ts'
import { eventColumns, storedEvent } from './stored-event.ts'

/** All that is known of a stream, by company and then in its order; needs `baltra_system`. Two companies may use one name. */
export const streamHistory = async (
  { database }: { readonly database: Database },
  stream: StreamName,
): Promise<readonly StoredEvent[]> => {
  const rows = await database.texts(
    `select ${eventColumns} from events.events where stream = $1 order by company_id, version`,
    [stream],
    'baltra_history',
  )
  return rows.map(storedEvent)
}
