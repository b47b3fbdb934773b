import { Failure } from '../../../seedwork/failure.ts'
import type { MessageDefinition } from '../../../seedwork/message-definition.ts'
import { messageVersion } from '../../../seedwork/message-version.ts'
import { upcast } from '../../../seedwork/upcast.ts'
import type { MessageMiddleware } from '../attempt.ts'

/**
 * The handler gets what the present schema made of the data, whatever version they were written in. Refuses as `invalid` a
 * type that nobody here knows, a version that nobody here can read, and data that don't fit.
 */
export const validation = ({ messages }: { readonly messages: readonly MessageDefinition[] }): MessageMiddleware => {
  const byType = new Map(messages.map((definition) => [definition.type, definition]))
  return (next) => async (attempt) => {
    const { message } = attempt
    const definition = byType.get(message.type)
    if (!definition) throw new Failure('invalid', 'messaging.unknown_type', `no handler for ${message.type}`)
    const data = upcast(definition, { version: messageVersion(message), data: message.data })
    return next({ ...attempt, message: { ...message, data } })
  }
}
