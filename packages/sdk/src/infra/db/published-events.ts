import type { DomainEvent, EventOf } from '../../seedwork/domain-event.ts'
import type { MessageDefinition } from '../../seedwork/message-definition.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import type { OutgoingMessage } from './outgoing-message.ts'

/** What an aggregate recorded as the messages that its context's definitions make of it. An event keeps the id that it has. */
export const publishedEvents = <Definition extends MessageDefinition>(
  definitions: readonly Definition[],
  events: readonly (EventOf<Definition> & { readonly id?: string })[],
): readonly OutgoingMessage[] => {
  const byType = new Map<string, MessageDefinition>(definitions.map((definition) => [definition.type, definition]))
  return events.map(({ id, type, at, data }: DomainEvent & { readonly id?: string }) => {
    // The compiler lets no other event in.
    const { topic, version, key } = byType.get(type)!
    return { id: id ?? uuidv7(at.getTime()), topic, key: key(data), type, version, at, data }
  })
}
