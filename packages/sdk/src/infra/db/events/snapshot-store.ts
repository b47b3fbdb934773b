import type { z } from 'zod'
import type { PastEvent, StreamName } from '../../../seedwork/event-store.ts'
import type { Transaction } from '../transaction.ts'
import { readStream } from './read-streams.ts'
import { pastEvents } from './stored-event.ts'

/** How the states of one kind of aggregate are kept. */
export interface SnapshotForm<State> {
  /** Counted up whenever the state looks different: what was kept in another form is ignored. */
  readonly form: number
  readonly state: z.ZodType<State>
}

/** What a stream has come to, and what of it has still to be applied. */
export interface Loaded<State> {
  /** `undefined` to begin with nothing. */
  readonly kept: { readonly state: State; readonly version: number } | undefined
  readonly events: readonly PastEvent[]
}

/** The event that the snapshot ends with comes along, to tell whether both are of one history. */
const text = `
  select s.version, s.event_id as id, s.state, array_to_string(array(
    select event::text from events.events e where e.stream = $1 and e.version >= coalesce(s.version, 1) order by e.version),
    ',') as facts
  from (values (1)) as one left join events.snapshots s on s.stream = $1 and s.form = $2`

interface Row {
  readonly version: number | null
  readonly id: string | null
  readonly state: unknown
  readonly facts: string
}

/** A snapshot and the events after it. One that does not belong to what its stream is now, or can't be read, is ignored. */
export const loadWithSnapshot = async <State>(
  transaction: Transaction,
  stream: StreamName,
  { form, state }: SnapshotForm<State>,
): Promise<Loaded<State>> => {
  const [row] = await transaction.query<Row>(text, [stream, form], 'baltra_snapshot')
  const { version, id, facts, state: kept } = row!
  const events = pastEvents(stream, facts, version ?? 1)
  if (version === null) return { kept: undefined, events }
  const parsed = state.safeParse(kept)
  if (events[0]?.id === id && parsed.success) {
    return { kept: { state: parsed.data, version }, events: events.slice(1) }
  }
  return { kept: undefined, events: await readStream(transaction, stream) }
}

const keep = `
  insert into events.snapshots as s (company_id, stream, version, event_id, form, state) values ($1, $2, $3, $4, $5, $6)
  on conflict (company_id, stream) do update
    set version = excluded.version, event_id = excluded.event_id, form = excluded.form, state = excluded.state`

/** With the commit, in place of the one before. */
export const keepSnapshot = (
  transaction: Transaction,
  stream: StreamName,
  { version, eventId, form, state }: { version: number; eventId: string; form: number; state: unknown },
): void =>
  transaction.write(
    keep,
    [transaction.call.companyId, stream, version, eventId, form, JSON.stringify(state)],
    'baltra_keep_snapshot',
  )
