import type { HttpServer } from '@baltra/sdk/infra/http'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** On every answer: the page runs its own scripts and styles only, talks to this server only, and is framed by nobody. */
export const securityHeaders = (app: HttpServer): void => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
}
