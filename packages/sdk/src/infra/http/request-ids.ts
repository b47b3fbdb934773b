import type { IncomingMessage } from 'node:http'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import type { HttpServer } from './http-server-type.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace context, when the caller sent a valid one. */
    traceparent: string | undefined
  }
}

const sane = /^[\w.:-]{1,128}$/
const traceContext = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The caller's `X-Request-Id`, if it can safely be stored and printed, else a new one. */
export const requestIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-request-id']
  return typeof given === 'string' && sane.test(given) ? given : uuidv7(Date.now())
}

/** Every answer names its request in `X-Request-Id`; the id goes on as correlation id. */
export const requestIds = (app: HttpServer): void => {
  app.decorateRequest('traceparent', undefined)
  app.addHook('onRequest', async (request, reply) => {
    const given = request.headers['traceparent']
    if (typeof given === 'string' && traceContext.test(given)) request.traceparent = given
    reply.header('x-request-id', request.id)
  })
}
