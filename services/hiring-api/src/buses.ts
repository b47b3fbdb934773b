import {
  commandBus,
  metrics,
  on,
  queryBus,
  retryConflicts,
  systemClock,
  tracing,
  uuidv7Ids,
  validation,
  type Bus,
  type Call,
  type Spans,
} from '@baltra/sdk'
import {
  AdvanceApplication,
  advanceApplication,
  applicationHistory,
  Apply,
  apply,
  buckets,
  getApplication,
  GetApplication,
  GetBuckets,
  GetHistory,
  getOpening,
  GetOpening,
  GetToday,
  listApplications,
  ListApplications,
  listOpenings,
  ListOpenings,
  ReceiveLead,
  receiveLead,
  RetractMove,
  retractMove,
  SetOutcome,
  setOutcome,
  today,
} from '@baltra/sdk/domain/services/funnel'
import { listCases, ListCases } from '@baltra/sdk/domain/services/onboarding'
import type { Database, Session } from '@baltra/sdk/infra/db'
import { funnelReports, funnelUnitOfWork } from '@baltra/sdk/infra/db/funnel'
import { onboardingReports } from '@baltra/sdk/infra/db/onboarding'
import { logSink, metrics as metricsTo } from '@baltra/sdk/shared/metrics'
import type { Logger } from '@baltra/sdk/shared/logging'

interface Dependencies {
  readonly database: Database
  readonly logger: Logger
  readonly spans: Spans
}

/** What may be asked of hiring over HTTP: one line a use case. */
export const hiringBuses = ({
  database,
  logger,
  spans,
}: Dependencies): { readonly commands: Bus; readonly queries: Bus } => {
  const { emit } = metricsTo(logSink({ logger }))
  const writing = { unitOfWork: funnelUnitOfWork({ database }), clock: systemClock, ids: uuidv7Ids }
  const inSession =
    <Input, Result>(handler: (session: Session) => (input: Input) => Promise<Result>) =>
    async (input: Input, { companyId }: Call): Promise<Result> => {
      await using session = await database.session({ companyId })
      return await handler(session)(input)
    }
  const reading = (session: Session) => ({ reports: funnelReports(session), clock: systemClock })
  return {
    commands: commandBus({
      middleware: [tracing(spans), metrics({ emit }), validation(), retryConflicts()],
      handlers: [
        on(Apply, apply(writing)),
        on(ReceiveLead, receiveLead(writing)),
        on(AdvanceApplication, advanceApplication(writing)),
        on(SetOutcome, setOutcome(writing)),
        on(RetractMove, retractMove(writing)),
      ],
    }),
    queries: queryBus({
      middleware: [tracing(spans), metrics({ emit }), validation()],
      handlers: [
        on(
          GetBuckets,
          inSession((session) => buckets(reading(session))),
        ),
        on(
          GetToday,
          inSession((session) => today(reading(session))),
        ),
        on(
          ListApplications,
          inSession((session) => listApplications(reading(session))),
        ),
        on(
          GetApplication,
          inSession((session) => getApplication(reading(session))),
        ),
        on(
          GetHistory,
          inSession((session) => applicationHistory(reading(session))),
        ),
        on(
          ListOpenings,
          inSession((session) => listOpenings(reading(session))),
        ),
        on(
          GetOpening,
          inSession((session) => getOpening(reading(session))),
        ),
        on(
          ListCases,
          inSession((session) => listCases({ reports: onboardingReports(session) })),
        ),
      ],
    }),
  }
}
