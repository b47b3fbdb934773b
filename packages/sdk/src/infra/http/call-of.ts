import type { FastifyRequest } from 'fastify'
import type { Call } from '../../seedwork/call.ts'
import { callerOf } from './bearer-keys.ts'

/** What a command or query needs to know of the request that it comes from. */
export const callOf = (request: FastifyRequest): Call => {
  const { companyId, keyId } = callerOf(request)
  const { id: correlationId, trace, once } = request
  return {
    companyId,
    actor: { kind: 'key', id: keyId },
    correlationId,
    ...trace,
    ...(once ? { once } : {}),
  }
}
