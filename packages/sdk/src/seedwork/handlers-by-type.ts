import { Failure } from './failure.ts'
import type { MessageDefinition } from './message-definition.ts'
import type { MessageHandler } from './message-handler.ts'

/** Each message with its one handler. Throws at boot when one is missing, doubled, or of none of these messages. */
export const handlersByType = (
  messages: readonly MessageDefinition[],
  handlers: readonly MessageHandler[],
): ReadonlyMap<string, MessageHandler> => {
  const byType = new Map<string, MessageHandler>()
  for (const handler of handlers) {
    const { type } = handler.definition
    if (byType.has(type)) throw new Failure('invalid', 'messaging.doubled_handler', `two handlers for ${type}`)
    if (!messages.includes(handler.definition)) {
      throw new Failure('invalid', 'messaging.unexpected_handler', `${type} is none of the messages to be handled`)
    }
    byType.set(type, handler)
  }
  // Of two messages of one type only one can be read: the other has no handler, whoever was meant.
  const missing = messages.filter((one) => byType.get(one.type)?.definition !== one).map(({ type }) => type)
  if (missing.length === 0) return byType
  throw new Failure('invalid', 'messaging.no_handler', `no handler for ${missing.join(', ')}`)
}
