import { fileURLToPath } from 'node:url'
import { systemClock, type Clock } from '@baltra/sdk'
import { httpServer, type HttpServer } from '@baltra/sdk/infra/http'
import type { Logger } from '@baltra/sdk/shared/logging'
import { checkHealth, type Stopwatch } from './application/check-health.ts'
import type { Hiring } from './application/hiring.ts'
import { readDashboard, type Memories } from './application/read-dashboard.ts'
import type { Settings } from './config.ts'
import { hiringClient } from './infrastructure/hiring/client.ts'
import { httpHiring } from './infrastructure/hiring/http-hiring.ts'
import { apiKeys } from './infrastructure/http/api-key-of.ts'
import { applicationRoutes } from './infrastructure/http/application-routes.ts'
import { dashboardRoutes } from './infrastructure/http/dashboard-routes.ts'
import { healthRoutes } from './infrastructure/http/health-routes.ts'
import { loopbackOnly } from './infrastructure/http/loopback.ts'
import { pageRoutes } from './infrastructure/http/page-routes.ts'
import { securityHeaders } from './infrastructure/http/security-headers.ts'
import { boundedLastGood } from './infrastructure/memory/bounded-last-good.ts'

export interface Overrides {
  readonly hiring?: Hiring
  readonly clock?: Clock
  /** Where the built page lies. */
  readonly webRoot?: string
}

/** The whole service, wired and not listening yet. Production and tests both come through here. */
export const compose = async (
  settings: Settings,
  { log, ...overrides }: { readonly log: Logger } & Overrides,
): Promise<HttpServer> => {
  const { clock = systemClock, webRoot = fileURLToPath(new URL('../web/dist', import.meta.url)) } = overrides
  const { hiring = hiringOf(settings) } = overrides
  const developmentKey = settings.BFF_DEVELOPMENT_KEY?.reveal()
  // No checks: without any other service the page still works and says what does not.
  const app = await httpServer({ logger: log }, { title: 'Baltra BFF', version: '1.0.0' })
  securityHeaders(app)
  if (developmentKey !== undefined) loopbackOnly(app)
  healthRoutes(app, { checkHealth: checkHealth({ hiring, stopwatch }) })
  await app.register(async (scope: HttpServer) => {
    apiKeys(scope, { developmentKey })
    dashboardRoutes(scope, { readDashboard: readDashboard({ hiring, memories: memories(), clock }) })
    applicationRoutes(scope, { hiring })
  })
  await pageRoutes(app, { webRoot })
  return app
}

const hiringOf = ({ HIRING_SERVICE_URL: url, BFF_HTTP_TIMEOUT: timeout }: Settings): Hiring =>
  httpHiring({ ask: hiringClient({ url, timeout }) })

const memories = (): Memories => ({
  viewer: boundedLastGood(),
  funnel: boundedLastGood(),
  today: boundedLastGood(),
  openings: boundedLastGood(),
})

const stopwatch: Stopwatch = () => {
  const start = performance.now()
  return () => Math.round(performance.now() - start)
}
