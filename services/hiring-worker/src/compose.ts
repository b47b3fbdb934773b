import {
  commandBus,
  forward,
  metrics,
  on,
  retryConflicts,
  systemClock,
  tracing,
  uuidv7Ids,
  validation,
} from '@baltra/sdk'
import { funnelEvents } from '@baltra/sdk/domain/models/funnel'
import type { LeadSource } from '@baltra/sdk/domain/ports/funnel'
import { ImportLead, importLead } from '@baltra/sdk/domain/services/funnel'
import { CancelCase, cancelCase, followTheFunnel, OpenCase, openCase } from '@baltra/sdk/domain/services/onboarding'
import { database, outboxGauges, PgOutbox, prune, pump } from '@baltra/sdk/infra/db'
import { foldCounters, funnelUnitOfWork } from '@baltra/sdk/infra/db/funnel'
import { onboardingUnitOfWork } from '@baltra/sdk/infra/db/onboarding'
import { consumer, measuredPublisher, relay, tracedPublisher, usualMiddleware } from '@baltra/sdk/infra/messaging'
import { postgresPublisher, postgresSubscriber } from '@baltra/sdk/infra/messaging/postgres'
import { graphClient, leadSource } from '@baltra/sdk/infra/meta'
import { logger as makeLogger, type Logger } from '@baltra/sdk/shared/logging'
import { logSink, metrics as metricsTo } from '@baltra/sdk/shared/metrics'
import { retry } from '@baltra/sdk/shared/retry'
import { noTracing, type Spans } from '@baltra/sdk/shared/tracing'
import type { HiringWorkerSettings } from './config.ts'
import { every } from './every.ts'

export interface HiringWorker {
  readonly logger: Logger
  /** Works until the signal aborts, then ends with what is in hand and closes its connections. */
  run(signal: AbortSignal): Promise<void>
}

const handlerTimeout = 60_000

/** The relay and the pump, a consumer of the funnel's commands, one of its events for onboarding, and the tidying. */
export const compose = (
  settings: HiringWorkerSettings,
  overrides: { readonly logger?: Logger; readonly source?: LeadSource; readonly spans?: Spans } = {},
): HiringWorker => {
  const logger = overrides.logger ?? makeLogger({ service: 'hiring-worker', level: settings.LOG_LEVEL })
  const spans = overrides.spans ?? noTracing
  const { emit } = metricsTo(logSink({ logger }))
  const url = settings.BALTRA_DATABASE_URL.reveal()
  const app = database({ url, name: 'hiring-worker' })
  const system = database({ url, role: 'baltra_system', name: 'hiring-worker messaging' })
  const source = overrides.source ?? leadSource({ graph: graph(settings) })
  const common = { clock: systemClock, ids: uuidv7Ids }
  const funnel = { ...common, unitOfWork: funnelUnitOfWork({ database: app }) }
  const onboarding = { ...common, unitOfWork: onboardingUnitOfWork({ database: app }) }
  const bus = commandBus({
    middleware: [tracing(spans), metrics({ emit }), validation(), retryConflicts()],
    handlers: [
      on(ImportLead, importLead({ ...funnel, source })),
      on(OpenCase, openCase(onboarding)),
      on(CancelCase, cancelCase(onboarding)),
    ],
  })
  const subscriber = postgresSubscriber({ engine: system, logger })
  const middleware = usualMiddleware({ logger, emit, spans }, { longest: handlerTimeout })
  const consumers = [
    consumer(
      { subscriber, logger, middleware },
      { name: 'funnel', messages: [ImportLead], handlers: [forward(ImportLead, { bus })] },
    ),
    consumer(
      { subscriber, logger, middleware },
      { name: 'onboarding', messages: funnelEvents, handlers: followTheFunnel({ bus }) },
    ),
  ]
  return {
    logger,
    async run(signal) {
      await using connections = new AsyncDisposableStack()
      connections.use(app)
      connections.use(system)
      await using outbox = new PgOutbox({ database: system })
      // A message must not leave the outbox before those who wait for it are known.
      const subscribe = () => Promise.all(consumers.map((one) => one.subscribe()))
      await retry(subscribe, { ...patience, signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      const publisher = tracedPublisher(measuredPublisher(postgresPublisher({ engine: system }), { emit }), spans)
      await Promise.all([
        relay({ outbox, publisher, logger, emit }, { signal }),
        pump({ database: system, logger }).run(signal),
        ...consumers.map((one) => one.run(signal)),
        every(
          { work: () => foldCounters({ database: system }), logger },
          { name: 'fold counters', pause: 2_000, signal },
        ),
        every(
          { work: () => outboxGauges({ database: system, emit }), logger },
          { name: 'gauges', pause: 15_000, signal },
        ),
        every({ work: () => prune({ database: system }), logger }, { name: 'prune', pause: 600_000, signal }),
      ])
    },
  }
}

const graph = ({
  META_GRAPH_URL: baseUrl,
  META_ACCESS_TOKEN,
  META_APP_SECRET,
  META_DEADLINE: deadline,
}: HiringWorkerSettings) =>
  graphClient({}, { baseUrl, accessToken: META_ACCESS_TOKEN.reveal(), appSecret: META_APP_SECRET.reveal(), deadline })

/** As long as a database may take to come back; the process then ends, and whoever supervises it decides. */
const patience = { attempts: 1_000, base: 100, cap: 5_000, deadline: 600_000 }
