import type { EventStore } from '../../../seedwork/event-store.ts'
import type { Transaction } from '../transaction.ts'
import { appendStatement, eventsBell } from './append.ts'
import { applyInline } from './inline-projection.ts'
import type { Projection } from './projection.ts'
import { readStream, readStreams } from './read-streams.ts'

export interface EventStoreOptions {
  /** Projections whose rows are written in the transaction of the append. */
  readonly inline?: readonly Projection[]
}

/** The event store of a transaction. */
export const eventStore = (transaction: Transaction, { inline = [] }: EventStoreOptions = {}): EventStore => ({
  load: (stream, options) => readStream(transaction, stream, options),

  loadAll: (streams) => readStreams(transaction, streams),

  append(stream, events, options) {
    const { text, values, name } = appendStatement(transaction.call, stream, events, options)
    transaction.write(text, values, name)
    transaction.ring(eventsBell)
    for (const projection of inline) applyInline(transaction, projection, stream, events)
  },
})
