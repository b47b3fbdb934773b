import type { IncomingMessage } from 'node:http'
import { traceContext } from '../../seedwork/trace-context.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import type { HttpServer } from './http-server-type.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller's, as far as it is well-formed. */
    trace: ReturnType<typeof traceContext>
  }
}

const sane = /^[\w.:-]{1,128}$/

/** The caller's `X-Request-Id`, if it can safely be stored and printed, else a new one. */
export const requestIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-request-id']
  return typeof given === 'string' && sane.test(given) ? given : uuidv7(Date.now())
}

/** Every answer names its request in `X-Request-Id`; the id goes on as correlation id. */
export const requestIds = (app: HttpServer): void => {
  app.decorateRequest('trace')
  app.addHook('onRequest', async (request, reply) => {
    const { traceparent, tracestate } = request.headers
    request.trace = traceContext({ traceparent, tracestate })
    reply.header('x-request-id', request.id)
  })
}
