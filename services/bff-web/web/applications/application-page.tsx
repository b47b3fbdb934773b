import type { Application, Timeline as History } from '../../src/domain/application.ts'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { sectionOf } from '../live/section-of.ts'
import { useLive } from '../live/use-live.ts'
import { openingName } from '../openings/opening-name.ts'
import { Empty } from '../parts/empty.tsx'
import { icons } from '../parts/icons.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Panel } from '../parts/panel.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Link } from '../routing/navigation.tsx'
import { askApplication, askHistory } from '../server/bff.ts'
import { isRefused } from '../server/request.ts'
import { useSession } from '../server/session.tsx'
import { Timeline } from './timeline.tsx'

interface Whole {
  readonly application: Application
  readonly history: History
}

/** One application and all that happened to it. */
export const ApplicationPage = ({ id }: { id: string }) => {
  const { t } = useLanguage()
  const { key } = useSession()
  const live = useLive<Whole>({
    name: id,
    ask: async (signal) => {
      const [application, history] = await Promise.all([
        askApplication(id, { key, signal }),
        askHistory(id, { key, signal }),
      ])
      return { application, history }
    },
    isFinal: (error) => isRefused(error, 400, 401, 403, 404),
  })
  const isMissing = isRefused(live.failure, 400, 404)
  return (
    <>
      <Link className="back-link" to={{ route: 'applications' }}>
        {icons.back}
        {t.applications.all}
      </Link>
      <PageHead title={live.data?.application.candidate.name ?? t.applications.title} />
      {isMissing ? <Missing /> : <Parts live={live} />}
    </>
  )
}

const Parts = ({ live }: { live: Parameters<typeof sectionOf<Whole>>[0] }) => {
  const { t } = useLanguage()
  const section = sectionOf(live)
  const common = { section, empty: null, isEmpty: () => false }
  return (
    <div className="columns">
      <Panel title={t.applications.timeline} skeleton={<Skeleton rows={5} className="skeleton-list" />} {...common}>
        {({ history }) => <Timeline entries={history.items} />}
      </Panel>
      <Panel title={t.applications.candidate} skeleton={<Skeleton rows={6} className="skeleton-list" />} {...common}>
        {({ application }) => <Facts {...application} />}
      </Panel>
    </div>
  )
}

const Missing = () => {
  const { t } = useLanguage()
  return (
    <section className="panel">
      <Empty says={t.applications.notFound}>
        <Link className="button" to={{ route: 'applications' }}>
          {t.applications.emptyAction}
        </Link>
      </Empty>
    </section>
  )
}

const Facts = ({ id, candidate, openingId, stage, outcome, source, attempt, appliedAt }: Application) => {
  const { t, format } = useLanguage()
  const opening = useDashboard().openings.find((one) => one.id === openingId)
  const facts: [string, string][] = [
    [t.applications.stage, stage.name],
    [t.applications.outcomeLabel, t.outcomes[outcome] ?? outcome],
    [t.applications.opening, opening ? openingName(opening) : openingId],
    [t.applications.phone, candidate.phone ?? t.none],
    [t.applications.source, source ? (t.sources[source.channel] ?? source.channel) : t.none],
    [t.applications.appliedAt, format.moment(appliedAt)],
    [t.applications.attempt, format.number(attempt)],
    [t.applications.id, id],
  ]
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
