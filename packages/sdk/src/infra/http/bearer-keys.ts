import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Role } from '../../domain/models/admin/index.ts'
import type { ApiKeys } from '../../domain/ports/admin/index.ts'
import type { CompanyId } from '../../seedwork/call.ts'
import type { HttpServer } from './http-server-type.ts'
import { sendProblem } from './problem.ts'

/** Who asks: a key, the company that it belongs to and what it may do there. */
export interface Caller {
  readonly keyId: string
  readonly companyId: CompanyId
  readonly role: Role
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route of a scope with `bearerKeys`. */
    caller: Caller | undefined
  }
}

const credentials = /^bearer +([\w.~+/-]{1,512}=*)$/i

/**
 * Every route of this scope asks for `Authorization: Bearer <key>`, before its body is read. Without one that was
 * issued and is not revoked the answer is 401. Register routes without keys outside:
 * `app.register(async (scope) => { bearerKeys(scope, { apiKeys }); … })`.
 */
export const bearerKeys = (scope: HttpServer, { apiKeys }: { readonly apiKeys: ApiKeys }): void => {
  scope.addHook('onRoute', (route) => {
    route.schema = { security: [{ bearer: [] }], ...route.schema }
  })
  scope.addHook('onRequest', async (request, reply) => {
    const presented = credentials.exec(request.headers.authorization ?? '')?.[1]
    if (presented === undefined) return refuse(reply, 'auth.key_missing', 'send Authorization: Bearer <key>', 'Bearer')
    const key = await apiKeys.find(presented)
    if (!key) return refuse(reply, 'auth.key_unknown', 'the key is not valid', 'Bearer error="invalid_token"')
    request.caller = { keyId: key.id, companyId: key.companyId, role: key.role }
    return undefined
  })
}

const refuse = (reply: FastifyReply, code: string, detail: string, challenge: string): FastifyReply =>
  sendProblem(reply, { status: 401, code, detail, headers: { 'www-authenticate': challenge } })

/** For a route's `onRequest`: answers 403 unless the caller's role will do, as in `requireRole(mayHire)`. */
export const requireRole =
  (mayDo: (role: Role) => boolean) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> =>
    mayDo(callerOf(request).role)
      ? undefined
      : sendProblem(reply, { status: 403, code: 'auth.role_insufficient', detail: "the key's role may not do this" })

/** Throws on a route without `bearerKeys`: forgetting them must not make a route public. */
export const callerOf = ({ caller, routeOptions }: FastifyRequest): Caller => {
  if (!caller) throw new Error(`${routeOptions.url} is not in a scope with bearerKeys`)
  return caller
}
