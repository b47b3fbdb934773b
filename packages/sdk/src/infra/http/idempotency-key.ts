import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Once } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import { callerOf } from './bearer-keys.ts'
import type { HttpServer } from './http-server-type.ts'
import { inputErrors } from './input-errors.ts'
import { requestFingerprint } from './request-fingerprint.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set when the caller sent an `Idempotency-Key`. `callOf` hands it on. */
    once: Extract<Once, { kind: 'request' }> | undefined
  }
}

const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must have 1 to 200 visible ASCII characters')
  .describe('Repeat a request with the same key and body, and it has its effect once.')

const Headers = z.looseObject({ 'idempotency-key': IdempotencyKey.optional() })

const repeatable = new Set<unknown>(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * Routes of this scope that change something take an optional `Idempotency-Key`. A key is the caller's own: another
 * API key may use the same text. The unit of work finds the first answer, and refuses a key that comes again with
 * another request, with 422, or while the first is under way, with 409. An answer that is given again says
 * `Idempotency-Replayed: true`.
 *
 * The scope has `bearerKeys`. A handler that makes no use of `callOf(request)` promises nothing by this.
 */
export const idempotencyKeys = (scope: HttpServer): void => {
  scope.decorateRequest('once', undefined)
  scope.addHook('onRoute', (route) => {
    if (!repeatable.has(route.method)) route.schema = { headers: Headers, ...route.schema }
  })
  scope.addHook('preHandler', async (request) => {
    if (!repeatable.has(request.method)) request.once = onceOf(request)
  })
  scope.addHook('onSend', async (request, reply) => {
    if (request.once?.replayed) reply.header('idempotency-replayed', 'true')
  })
}

/** The body is a route's validated one by now, so that it is neither endlessly deep nor different for a default. */
const onceOf = (request: FastifyRequest): FastifyRequest['once'] => {
  const { success, data, error } = Headers.safeParse(request.headers)
  if (!success) {
    const details = { errors: inputErrors(error.issues) }
    throw new Failure('invalid', 'invalid_input', 'the input is not valid', { details })
  }
  const given = data['idempotency-key']
  if (given === undefined) return undefined
  const key = `${callerOf(request).keyId}:${given}`
  return { kind: 'request', key, fingerprint: requestFingerprint(request), replayed: false }
}
