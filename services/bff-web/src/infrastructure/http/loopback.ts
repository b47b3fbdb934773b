import { sendProblem, type HttpServer } from '@baltra/sdk/infra/http'

const names = new Set(['127.0.0.1', 'localhost', '::1', '[::1]'])

/** Names of this very machine, which nobody else can reach. */
export const isLoopback = (host: string): boolean => names.has(host)

/**
 * Refuses requests that name another host. A page of a stranger can point its own name at 127.0.0.1 (DNS rebinding) and
 * would else read, through the visitor's browser, all that development sign-in opens.
 */
export const loopbackOnly = (app: HttpServer): void => {
  app.addHook('onRequest', async (request, reply) => {
    if (isLoopback(hostOf(request.headers.host))) return undefined
    const detail = 'development sign-in answers to 127.0.0.1, localhost and [::1] only'
    return sendProblem(reply, { status: 403, code: 'bff.host_refused', detail })
  })
}

const hostOf = (header = ''): string => {
  const address = URL.parse(`http://${header}`)
  return address?.pathname === '/' && address.username === '' ? address.hostname : ''
}
