import type { CompanyId } from '../../../seedwork/call.ts'
import type { PastEvent, StreamName } from '../../../seedwork/event-store.ts'
import type { Database } from '../database.ts'
import { pastEvents } from './stored-event.ts'

/**
 * The events of a company's stream after a version, in their order, for whoever needs neither a session nor a unit of work:
 * one statement, one way to the server and back. Empty when there is no such stream.
 */
export const loadEvents = async (
  { database }: { readonly database: Database },
  { companyId }: { readonly companyId: CompanyId },
  stream: StreamName,
  { after = 0 }: { readonly after?: number } = {},
): Promise<readonly PastEvent[]> => {
  const [row] = await database.texts('select events.facts($1, $2, $3)', [companyId, stream, after], 'baltra_facts')
  return pastEvents(stream, row![0]!, after + 1)
}
