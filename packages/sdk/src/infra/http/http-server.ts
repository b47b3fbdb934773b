import type { Logger } from '../../shared/logging/index.ts'
import { answerClientError } from './client-errors.ts'
import { drainable } from './draining.ts'
import { health, type HealthCheck } from './health.ts'
import type { HttpServer, ZodTypes } from './http-server-type.ts'
import { openApi } from './openapi.ts'
import { loadPeers } from './peers.ts'
import { problemDetails, sendErrorAsProblem } from './problem-details.ts'
import { requestIdOf, requestIds } from './request-ids.ts'
import { fastifyLogger, requestLog } from './request-log.ts'

export interface HttpServerDependencies {
  readonly logger: Logger
  /** What the service can't do its work without; told by `GET /health/ready`. */
  readonly checks?: readonly HealthCheck[]
}

export interface HttpServerOptions {
  /** Of the API, in its OpenAPI document. */
  readonly title: string
  readonly version: string
  /** In bytes; a larger body is refused with 413. */
  readonly bodyLimit?: number
}

/**
 * A Fastify instance as all our services have it: routes validated, answered and documented by zod schemas, errors as
 * problem details, request ids, one log line a request, `/health/live`, `/health/ready` and `/openapi.json`. Routes
 * that ask for a key belong into a scope with `bearerKeys` (and `idempotencyKeys`), webhooks into one with `rawBody`.
 *
 * It does not listen yet. Rejects with the install command when an optional peer is missing.
 */
export const httpServer = async (
  { logger, checks = [] }: HttpServerDependencies,
  { bodyLimit = 512 * 1024, ...about }: HttpServerOptions,
): Promise<HttpServer> => {
  const peers = await loadPeers()
  const { fastify, LogController } = peers.fastify
  const app = fastify({
    ...hardened,
    bodyLimit,
    genReqId: requestIdOf,
    loggerInstance: fastifyLogger(logger),
    logController: requestLog(LogController),
    frameworkErrors: (error, request, reply) => void sendErrorAsProblem(error, request, reply),
    clientErrorHandler: answerClientError,
  }).withTypeProvider<ZodTypes>()
  app.setValidatorCompiler(peers.zodOpenApi.validatorCompiler)
  app.setSerializerCompiler(peers.zodOpenApi.createSerializerCompiler({ stringify: JSON.stringify }))
  app.removeContentTypeParser('text/plain')
  app.decorateRequest('caller', undefined)
  drainable(app)
  requestIds(app)
  problemDetails(app)
  await openApi(app, peers, about)
  health(app, { logger, checks })
  return app
}

const hardened = {
  onProtoPoisoning: 'remove',
  onConstructorPoisoning: 'remove',
  // Against clients that send a request byte by byte.
  requestTimeout: 30_000,
  // While closing, what comes in on open connections is still answered by its route, and the connection then closed.
  return503OnClosing: false,
} as const
