import { Failure } from '../../../seedwork/failure.ts'
import type { MessageMiddleware } from '../attempt.ts'

/**
 * The effect of a message happens once: its handler's unit of work finds the mark in the call and writes it in its own
 * transaction. Whoever finds it written already has nothing left to do, and the message is done.
 */
export const inbox = (): MessageMiddleware => (next) => async (attempt) => {
  const { consumer, message, call } = attempt
  try {
    return await next({ ...attempt, call: { ...call, once: { kind: 'message', consumer, messageId: message.id } } })
  } catch (error) {
    if (Failure.is(error) && error.code === 'messaging.already_handled') return { became: 'acked' }
    throw error
  }
}
