import type { Call } from '../../../seedwork/call.ts'
import type { ExpectedVersion, NewEvent, StreamName } from '../../../seedwork/event-store.ts'
import type { Database } from '../database.ts'
import { appendStatement, eventsBell } from './append.ts'

/**
 * An append that is all of its transaction: one statement, one way to the server and back. Resolves with the stream's new
 * version when it is durable, rejects with `conflict` (retryable) when the stream has not the version that is expected.
 * Does not look at `once`, leaves no message and applies no projection: that is what a unit of work is for.
 */
export const appendEvents = async (
  { database }: { readonly database: Database },
  call: Call,
  stream: StreamName,
  events: readonly NewEvent[],
  options: { readonly expected: ExpectedVersion },
): Promise<number> => {
  const { text, values, name } = appendStatement(call, stream, events, options)
  const [row] = await database.query<{ append: number }>(text, values, name)
  database.bell(eventsBell).ring()
  return row!.append
}
