import type { FastifyRequest } from 'fastify'
import { sendProblem, type HttpServer } from '@baltra/sdk/infra/http'
import type { ApiKey } from '../../application/hiring.ts'
import { isUnauthenticated } from '../../application/hiring-refusal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What hiring-api is asked with; it alone knows whether it is good for anything. */
    apiKey: ApiKey | undefined
  }
}

const credentials = /^bearer +([\w.~+/-]{1,512}=*)$/i
const challenge = { 'www-authenticate': 'Bearer' }

/** Every route of this scope asks for a key; without one the caller is the company of `developmentKey`, if there is one. */
export const apiKeys = (scope: HttpServer, { developmentKey }: { developmentKey: ApiKey | undefined }): void => {
  scope.decorateRequest('apiKey', undefined)
  scope.addHook('onRoute', (route) => {
    route.schema = { security: [{ bearer: [] }], ...route.schema }
  })
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const { authorization } = request.headers
    request.apiKey = authorization === undefined ? developmentKey : credentials.exec(authorization)?.[1]
    if (request.apiKey !== undefined) return undefined
    const detail = 'send Authorization: Bearer <key>'
    return sendProblem(reply, { status: 401, code: 'auth.key_missing', detail, headers: challenge })
  })
  scope.setErrorHandler((error, _request, reply) => {
    if (!isUnauthenticated(error)) throw error
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' }
    return sendProblem(reply, { status: 401, code: 'auth.key_unknown', detail: 'the key is not valid', headers })
  })
}

/** Throws on a route without `apiKeys`: forgetting them must not make a route public. */
export const apiKeyOf = ({ apiKey, routeOptions }: FastifyRequest): ApiKey => {
  if (apiKey === undefined) throw new Error(`${routeOptions.url} is not in a scope with apiKeys`)
  return apiKey
}
