import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { HttpServer } from '@baltra/sdk/infra/http'
import type { FastifyReply } from 'fastify'

const places = ['/', '/funnel', '/applications', '/applications/:id', '/openings']
const outsideThePage = /^\/(api|assets|health)(\/|$)/
// The names of assets change with their content; those of the page's entrance do not.
const forEver = 'public, max-age=31536000, immutable'
const askAgain = 'no-cache'

const hide = { schema: { hide: true } }

/** The built page. Its own addresses, and those that nobody knows, are answered by the page itself. */
export const pageRoutes = async (app: HttpServer, { webRoot }: { webRoot: string }): Promise<void> => {
  if (!existsSync(join(webRoot, 'index.html'))) return explainTheBuild(app)
  const assets = join(webRoot, 'assets')
  await app.register(fastifyStatic, {
    root: assets,
    prefix: '/assets/',
    index: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) => void reply.header('cache-control', path.startsWith(assets) ? forEver : askAgain),
  })
  const send = (reply: FastifyReply, file: string): FastifyReply => reply.sendFile(file, webRoot)

  app.get('/first-paint.js', hide, (_request, reply) => send(reply, 'first-paint.js'))
  for (const place of places) app.get(place, hide, (_request, reply) => send(reply, 'index.html'))
  app.get('/*', hide, (request, reply) =>
    outsideThePage.test(request.url) ? reply.callNotFound() : send(reply.code(404), 'index.html'),
  )
}

const explainTheBuild = (app: HttpServer): void => {
  app.get('/', hide, (_request, reply) =>
    reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send(
        'The page is not built yet: run "npm run build" in the root of the repository, then start this service again.\n',
      ),
  )
}
