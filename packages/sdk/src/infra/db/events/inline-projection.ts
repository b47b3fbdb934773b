import type { NewEvent, StreamName } from '../../../seedwork/event-store.ts'
import type { Transaction } from '../transaction.ts'
import type { Projection } from './projection.ts'

/** Sends the writes of a projection right behind the append whose events cause them. */
export const applyInline = (
  transaction: Transaction,
  projection: Projection,
  stream: StreamName,
  events: readonly NewEvent[],
): void => {
  if (!stream.startsWith(`${projection.category}-`)) return
  const { companyId } = transaction.call
  transaction.write('select events.write_live($1)', [projection.name], 'baltra_write_live')
  for (const event of events) projection.apply({ ...event, stream, companyId }, transaction.write)
}
