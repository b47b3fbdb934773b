import type { CompanyId } from '../../../seedwork/call.ts'
import type { DomainEvent, EventOf } from '../../../seedwork/domain-event.ts'
import { eventReader } from '../../../seedwork/event-reader.ts'
import type { PastEvent, StreamName } from '../../../seedwork/event-store.ts'
import type { MessageDefinition } from '../../../seedwork/message-definition.ts'

/** One statement, with `$1` for a value. They are sent in their order. */
export type Write = (text: string, values: readonly unknown[]) => void

export type Projected<Event extends DomainEvent> = Event & {
  readonly companyId: CompanyId
  readonly stream: StreamName
}

/** What is known of an event while it is being appended as well as ever after. */
export type Appliable = Omit<PastEvent, 'version'> & { readonly companyId: CompanyId }

/** What rows become of events. */
export interface Projection {
  /** Stays the same for good. */
  readonly name: string
  readonly category: string
  /** Its tables, with their schema. Each has a column `generation integer` in its key. */
  readonly tables: readonly string[]
  /** Writes what an event changes. Nothing for a type that it does not follow. */
  apply(event: Appliable, write: Write): void
}

export interface ProjectionOptions<Definitions extends readonly MessageDefinition[]> {
  readonly name: string
  readonly category: string
  readonly tables: readonly string[]
  /** The types that it follows; all others pass it by. */
  readonly events: Definitions
  /**
   * What an event changes. Events of one stream come in its order, those of two in any. Writes and never reads, and says
   * `events.generation()` for the copy of the rows that is being written; who reads them asks for
   * `events.live('<name>')`. Must depend on nothing but the event: a rebuild applies it again.
   */
  readonly apply: (event: Projected<EventOf<Definitions[number]>>, write: Write) => void
}

export const defineProjection = <const Definitions extends readonly MessageDefinition[]>({
  events,
  apply,
  ...rest
}: ProjectionOptions<Definitions>): Projection => {
  const reader = eventReader(events)
  return {
    ...rest,
    apply(past, write) {
      if (!reader.knows(past.type)) return
      const { companyId, stream } = past
      apply({ ...reader.read(past), companyId, stream }, write)
    },
  }
}
