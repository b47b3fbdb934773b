import type { DomainEvent, EventOf } from './domain-event.ts'
import type { NewEvent } from './event-store.ts'
import { Failure } from './failure.ts'
import type { MessageDefinition } from './message-definition.ts'
import { upcast } from './upcast.ts'

/** Reads events of some types in their present form. */
export interface EventReader<Event extends DomainEvent> {
  /** The version of a type's data that is written now. Throws `events.unknown_type` for another type. */
  schemaVersion(type: string): number
  /** Whether the type is one of those that it reads. */
  knows(type: string): boolean
  /**
   * An event in the present form of its data: older versions go from step to step. Throws `events.unknown_type`, and what
   * `upcast` throws for data that can't be read.
   */
  read(event: NewEvent): Event
}

export const eventReader = <const Definitions extends readonly MessageDefinition[]>(
  definitions: Definitions,
): EventReader<EventOf<Definitions[number]>> => {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]))
  const definitionOf = (type: string): MessageDefinition => {
    const definition = byType.get(type)
    if (definition) return definition
    throw new Failure('invalid', 'events.unknown_type', `${type} is no event of this reader`, { details: { type } })
  }
  return {
    schemaVersion: (type) => definitionOf(type).version,
    knows: (type) => byType.has(type),
    read({ type, at, reason, schemaVersion: version, data }) {
      const event: DomainEvent = { type, at, data: upcast(definitionOf(type), { version, data }) }
      return (reason === undefined ? event : { ...event, reason }) as EventOf<Definitions[number]>
    },
  }
}
