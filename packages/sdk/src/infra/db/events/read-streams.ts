import type { PastEvent, StreamName } from '../../../seedwork/event-store.ts'
import type { Transaction } from '../transaction.ts'
import { pastEvents } from './stored-event.ts'

/** A session or a transaction. */
export type Querying = Pick<Transaction, 'query'>

/** One text for all: the driver takes longer to read a hundred rows than the server to find them. */
const one = `
  select array_to_string(array(
    select event::text from events.events where stream = $1 and version > $2 order by version), ',') as facts`

const several = `
  select stream, string_agg(event::text, ',' order by version) as facts
  from events.events where stream = any($1::text[]) group by stream`

/** The events of a stream after a version, in their order, of the company that the session or transaction sees. */
export const readStream = async (
  querying: Querying,
  stream: StreamName,
  { after = 0 }: { readonly after?: number } = {},
): Promise<readonly PastEvent[]> => {
  const [row] = await querying.query<{ facts: string }>(one, [stream, after], 'baltra_stream')
  return pastEvents(stream, row!.facts, after + 1)
}

/** All events of several streams, as of one moment. One that is not there has no entry. */
export const readStreams = async (
  querying: Querying,
  streams: readonly StreamName[],
): Promise<ReadonlyMap<StreamName, readonly PastEvent[]>> => {
  const rows = await querying.query<{ stream: StreamName; facts: string }>(several, [streams], 'baltra_streams')
  return new Map(rows.map(({ stream, facts }) => [stream, pastEvents(stream, facts, 1)]))
}
