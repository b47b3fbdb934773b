import type { Attempt, Attend, MessageMiddleware, Settlement } from '../src/infra/messaging/attempt.ts'
import { aCall } from './a-call.ts'
import { outboundMessage } from './outbound-message.ts'

export const anAttempt = (overrides: Partial<Attempt> = {}): Attempt => {
  const call = aCall()
  const { topic, message } = outboundMessage({ companyId: call.companyId, key: 'k', data: { n: 1 } })
  return { consumer: 'tester', topic, message, type: message.type, call, started: 1, finished: 0, ...overrides }
}

export const acked: Settlement = { became: 'acked' }

/** What a middleware makes of an attempt whose inside ends as `inside` does: a settlement, or what it rejected with. */
export const attending = (
  middleware: MessageMiddleware,
  inside: Attend,
  attempt: Attempt = anAttempt(),
): Promise<unknown> => middleware(inside)(attempt).catch((error: unknown) => error)
