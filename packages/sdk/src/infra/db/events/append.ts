import type { Call } from '../../../seedwork/call.ts'
import type { ExpectedVersion, NewEvent, StreamName } from '../../../seedwork/event-store.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { factOf, originOf } from './stored-event.ts'

/** Rings when a commit has left events. */
export const eventsBell = 'baltra_events'

interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

const named = /^[a-z][a-z0-9_]*-./

/** The statement that adds events to a stream, and fails when it has not the version that is expected. */
export const appendStatement = (
  call: Call,
  stream: StreamName,
  events: readonly NewEvent[],
  { expected }: { readonly expected: ExpectedVersion },
): Statement => {
  if (!named.test(stream)) throw new Failure('invalid', 'events.bad_stream', `a stream is category-id, not ${stream}`)
  if (events.length === 0) throw new Failure('invalid', 'events.nothing_to_append', 'an append needs events')
  return {
    name: 'baltra_append',
    text: 'select events.append($1, $2, $3, $4, $5)',
    values: [call.companyId, stream, expected === 'any' ? null : expected, events.map(factOf), originOf(call)],
  }
}
