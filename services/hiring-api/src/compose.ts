import { apiKeys } from '@baltra/sdk/infra/db/admin'
import { database } from '@baltra/sdk/infra/db'
import { leadPages } from '@baltra/sdk/infra/db/funnel'
import { bearerKeys, httpServer, idempotencyKeys, type HttpServer } from '@baltra/sdk/infra/http'
import { logger as makeLogger, type Logger } from '@baltra/sdk/shared/logging'
import { noTracing, type Spans } from '@baltra/sdk/shared/tracing'
import { hiringBuses } from './buses.ts'
import type { HiringApiSettings } from './config.ts'
import { applications } from './routes/applications.ts'
import { companies } from './routes/companies.ts'
import { metaWebhook } from './routes/meta-webhook.ts'
import { onboarding } from './routes/onboarding.ts'
import { openings } from './routes/openings.ts'

export interface HiringApi extends AsyncDisposable {
  readonly app: HttpServer
  readonly logger: Logger
}

/** Everything wired, nothing listening. Disposing closes the server, then the database. */
export const compose = async (
  settings: HiringApiSettings,
  overrides: { readonly logger?: Logger; readonly spans?: Spans } = {},
): Promise<HiringApi> => {
  const logger = overrides.logger ?? makeLogger({ service: 'hiring-api', level: settings.LOG_LEVEL })
  const db = database({ url: settings.BALTRA_DATABASE_URL.reveal(), name: 'hiring-api' })
  const { commands, queries } = hiringBuses({ database: db, logger, spans: overrides.spans ?? noTracing })
  const checks = [{ name: 'postgres', run: () => db.check() }]
  const app = await httpServer({ logger, checks }, { title: 'Baltra hiring', version: '1' })
  await app.register(async (scope) => {
    const keyed = scope as HttpServer
    bearerKeys(keyed, { apiKeys: apiKeys({ database: db }) })
    idempotencyKeys(keyed)
    applications(keyed, { commands, queries })
    companies(keyed, { queries, database: db })
    openings(keyed, { queries })
    onboarding(keyed, { queries })
  })
  metaWebhook(
    app,
    { commands, pages: leadPages({ database: db }), logger },
    {
      secrets: settings.META_APP_SECRETS.reveal()
        .split(',')
        .map((secret) => secret.trim()),
      verifyToken: settings.META_VERIFY_TOKEN.reveal(),
    },
  )
  return {
    app,
    logger,
    async [Symbol.asyncDispose]() {
      await app.close()
      await db[Symbol.asyncDispose]()
    },
  }
}
