import type { HttpServer } from './http-server-type.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The exact bytes of the body; only in a scope of `rawBody`, where `body` is not set. */
    rawBody: Buffer
  }
}

const nothing = Buffer.alloc(0)

/** Routes of this scope get their bodies as they came, of whatever media type: a signature is over bytes, not JSON. */
export const rawBody = (scope: HttpServer): void => {
  scope.removeAllContentTypeParsers()
  scope.addHook('onRequest', async (request) => {
    request.rawBody = nothing
  })
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: { rawBody: Buffer }, body: Buffer) => {
    request.rawBody = body
  })
}
