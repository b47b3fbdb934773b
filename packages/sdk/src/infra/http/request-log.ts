import type { FastifyBaseLogger, FastifyReply, FastifyRequest, LogController } from 'fastify'
import type { Logger } from '../../shared/logging/index.ts'

/** Fastify asks for two more methods than our loggers have. */
export const fastifyLogger = (logger: Logger): FastifyBaseLogger => ({
  level: 'info',
  trace: logger.trace,
  debug: logger.debug,
  info: logger.info,
  warn: logger.warn,
  error: logger.error,
  fatal: logger.error,
  silent: () => undefined,
  child: (fields) => fastifyLogger(logger.child(fields)),
})

/**
 * One line a request, when it is done: its route, not its address. Addresses hold tokens (Meta's handshake) and what
 * people search for.
 */
export const requestLog = (base: typeof LogController): LogController =>
  new (class extends base {
    override incomingRequest(): void {}
    override routeNotFound(): void {}

    override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
      const write = isHealth(request) ? request.log.debug : request.log.info
      write.call(request.log, { ...summary(request, reply), ...(error ? { err: error } : {}) }, 'request')
    }
  })({ requestIdLogLabel: 'requestId' })

const isHealth = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url?.startsWith('/health/') ?? false

const summary = (request: FastifyRequest, reply: FastifyReply): object => ({
  method: request.method,
  route: request.routeOptions.url,
  status: reply.statusCode,
  code: request.problemCode,
  ms: Math.round(reply.elapsedTime * 10) / 10,
  companyId: request.caller?.companyId,
  keyId: request.caller?.keyId,
})
