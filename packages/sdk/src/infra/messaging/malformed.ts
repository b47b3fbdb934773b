import type { z } from 'zod'
import { Failure } from '../../seedwork/failure.ts'

/** Why what came is no message: names the attributes that are missing or wrong, and says nothing of what stood there. */
export const malformed = (message: unknown, cause: z.ZodError): Failure => {
  const attributes = [...new Set(cause.issues.map(({ path }) => path[0]))].join(', ')
  const why = isUnreadable(message) ? "it can't be read" : attributes || 'it is no object'
  return new Failure('invalid', 'messaging.malformed', `this is no message: ${why}`, { cause })
}

/** As `readEnvelope` gives what it could not read. */
const isUnreadable = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'unreadable' in message
