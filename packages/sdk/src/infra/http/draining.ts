import type { HttpServer } from './http-server-type.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly draining: boolean
    /**
     * The service is about to stop. It says that it is not ready, goes on answering, and closes each connection after
     * its answer, so that nobody sends another request on one that is about to go. `close` does this by itself.
     */
    drain(): void
  }
}

export const drainable = (app: HttpServer): void => {
  let draining = false
  app.decorate('draining', { getter: () => draining })
  app.decorate('drain', () => {
    draining = true
  })
  app.addHook('preClose', async () => app.drain())
  app.addHook('onSend', async (_request, reply) => {
    if (draining) reply.header('connection', 'close')
  })
}
