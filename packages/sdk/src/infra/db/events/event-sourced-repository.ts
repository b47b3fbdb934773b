import type { AggregateRoot } from '../../../seedwork/aggregate-root.ts'
import type { EventOf } from '../../../seedwork/domain-event.ts'
import { eventReader } from '../../../seedwork/event-reader.ts'
import type { EventStore, NewEvent, StreamName } from '../../../seedwork/event-store.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { MessageDefinition } from '../../../seedwork/message-definition.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import type { Transaction } from '../transaction.ts'
import { keepSnapshot, loadWithSnapshot, type Loaded, type SnapshotForm } from './snapshot-store.ts'

/** A kind of aggregate whose events are its state. */
export interface EventSourced<
  State extends { readonly id: string },
  Definitions extends readonly MessageDefinition[],
  Root extends AggregateRoot<State, EventOf<Definitions[number]>>,
> {
  /** Of its streams. */
  readonly category: string
  /** All that can be recorded of it. Each event is also left in the outbox, as its definition says. */
  readonly events: Definitions
  /** What it is before anything has happened. */
  readonly initial: (id: State['id']) => State
  readonly restore: (state: State, version: number) => Root
  /** Left out for streams that stay short. */
  readonly snapshots?: SnapshotForm<State> & {
    /** Keeps one whenever a save crosses a multiple of this. */
    readonly every: number
    readonly of: (aggregate: Root) => State
  }
}

export interface EventSourcedRepository<Id, Root> {
  /** Rejects with `not_found` when nothing has happened to it. */
  byId(id: Id): Promise<Root>
  /** Appends what was recorded, and leaves its messages. The commit rejects with `conflict` if somebody was faster. */
  save(aggregate: Root): void
}

/** The repository of a kind of aggregate, for one transaction and its event store. */
export const eventSourcedRepository = <
  State extends { readonly id: string },
  const Definitions extends readonly MessageDefinition[],
  Root extends AggregateRoot<State, EventOf<Definitions[number]>>,
>(
  { transaction, store }: { readonly transaction: Transaction; readonly store: EventStore },
  { category, events: definitions, initial, restore, snapshots }: EventSourced<State, Definitions, Root>,
): EventSourcedRepository<State['id'], Root> => {
  const reader = eventReader(definitions)
  const streamOf = (id: string): StreamName => `${category}-${id}`

  const load = async (stream: StreamName): Promise<Loaded<State>> =>
    snapshots ? loadWithSnapshot(transaction, stream, snapshots) : { kept: undefined, events: await store.load(stream) }

  const keep = (aggregate: Root, stream: StreamName, last: NewEvent): void => {
    if (!snapshots) return
    const { version, storedVersion } = aggregate
    if (Math.floor(version / snapshots.every) === Math.floor(storedVersion / snapshots.every)) return
    keepSnapshot(transaction, stream, {
      version,
      eventId: last.id,
      form: snapshots.form,
      state: snapshots.of(aggregate),
    })
  }

  return {
    async byId(id) {
      const { kept, events } = await load(streamOf(id))
      if (!kept && events.length === 0) throw new Failure('not_found', 'not_found', `there is no such ${category}`)
      const aggregate = kept ? restore(kept.state, kept.version) : restore(initial(id), 0)
      aggregate.replay(events.map((event) => reader.read(event)))
      return aggregate
    },

    save(aggregate) {
      const events = aggregate.recorded.map((event): NewEvent => {
        const schemaVersion = reader.schemaVersion(event.type)
        return { ...event, id: uuidv7(event.at.getTime()), schemaVersion }
      })
      const last = events.at(-1)
      if (!last) return
      const stream = streamOf(aggregate.id)
      store.append(stream, events, { expected: aggregate.storedVersion })
      keep(aggregate, stream, last)
      transaction.publish(...events.map((event) => messageOf(definitions, event)))
    },
  }
}

const messageOf = (definitions: readonly MessageDefinition[], { id, type, schemaVersion, at, data }: NewEvent) => {
  const { topic, key } = definitions.find((definition) => definition.type === type)!
  return { id, topic, key: key(data), type, version: schemaVersion, at, data }
}
