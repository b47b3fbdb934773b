import type { HttpServer } from '@baltra/sdk/infra/http'
import { z } from 'zod'
import type { Health } from '../../domain/health.ts'

const HealthAnswer = z
  .object({
    status: z.enum(['ok', 'degraded']),
    services: z.array(z.object({ name: z.string(), status: z.enum(['ok', 'down']), latencyMs: z.int() })).readonly(),
  })
  .meta({ id: 'Health' })

/** How the services behind are. It needs no key, and is 200 also when they are down. */
export const healthRoutes = (app: HttpServer, { checkHealth }: { checkHealth: () => Promise<Health> }): void => {
  const schema = { operationId: 'checkHealth', response: { 200: HealthAnswer } }
  app.get('/api/v1/health', { schema }, (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return checkHealth()
  })
}
