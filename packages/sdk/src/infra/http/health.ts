import { z } from 'zod'
import type { Logger } from '../../shared/logging/index.ts'
import type { HttpServer } from './http-server-type.ts'

/** Something that the service can't do its work without. */
export interface HealthCheck {
  readonly name: string
  /** Resolves when it works. What it rejects with is logged, not told. */
  run(signal: AbortSignal): Promise<unknown>
  /** It counts as down when it takes longer. */
  readonly deadlineMs?: number
}

const Check = z.object({ name: z.string(), status: z.enum(['ok', 'down']), latencyMs: z.int() })
const Readiness = z
  .object({ status: z.enum(['ok', 'down', 'draining']), checks: z.array(Check) })
  .meta({ id: 'Readiness' })
const Liveness = z.object({ status: z.literal('ok') })

/**
 * - `GET /health/live`: the process answers. Restart it when it does not.
 * - `GET /health/ready`: what it depends on, each with its state; 503 when one is down or it is about to stop.
 */
export const health = (
  app: HttpServer,
  { logger, checks }: { readonly logger: Logger; readonly checks: readonly HealthCheck[] },
): void => {
  const live = { operationId: 'getLiveness', tags: ['health'], response: { 200: Liveness } }
  app.get('/health/live', { schema: live }, async () => ({ status: 'ok' as const }))

  const ready = { operationId: 'getReadiness', tags: ['health'], response: { 200: Readiness, 503: Readiness } }
  app.get('/health/ready', { schema: ready }, async (_request, reply) => {
    const states = await Promise.all(checks.map((check) => stateOf(check, logger)))
    const status = states.some((state) => state.status === 'down') ? 'down' : app.draining ? 'draining' : 'ok'
    return reply.code(status === 'ok' ? 200 : 503).send({ status, checks: states })
  })
}

const stateOf = async (check: HealthCheck, logger: Logger): Promise<z.output<typeof Check>> => {
  const start = performance.now()
  const state = (status: 'ok' | 'down') => ({
    name: check.name,
    status,
    latencyMs: Math.round(performance.now() - start),
  })
  try {
    await inTime(check)
    return state('ok')
  } catch (error) {
    logger.warn({ check: check.name, err: error }, 'a dependency is down')
    return state('down')
  }
}

/** A check that ignores its signal is left behind. */
const inTime = async (check: HealthCheck): Promise<void> => {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new Error('it did not answer in time')), check.deadlineMs ?? 1_000)
  try {
    await Promise.race([check.run(controller.signal), rejectionBy(controller.signal)])
  } finally {
    clearTimeout(timer)
  }
}

const rejectionBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
