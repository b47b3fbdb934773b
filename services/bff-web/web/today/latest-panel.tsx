import type { Arrival } from '../../src/domain/today.ts'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { Empty } from '../parts/empty.tsx'
import { onListKey } from '../parts/list-keys.ts'
import { Panel } from '../parts/panel.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Link } from '../routing/navigation.tsx'

const shown = 8

export const LatestPanel = () => {
  const { t } = useLanguage()
  const { sections } = useDashboard()
  const on = sections.today?.data?.date
  return (
    <Panel
      title={t.today.latest}
      section={sections.today}
      skeleton={<Skeleton rows={8} className="skeleton-arrivals" />}
      isEmpty={({ latest }) => latest.length === 0}
      empty={
        <Empty says={t.today.latestEmpty}>
          <Link className="button" to={{ route: 'openings' }}>
            {t.today.latestEmptyAction}
          </Link>
        </Empty>
      }
    >
      {({ latest }) => (
        <>
          <ul className="rows" onKeyDown={onListKey}>
            {latest.slice(0, shown).map((arrival) => (
              <ArrivalRow key={arrival.id} {...arrival} />
            ))}
          </ul>
          <Link className="panel-more" to={{ route: 'applications', on }}>
            {t.today.all}
          </Link>
        </>
      )}
    </Panel>
  )
}

const ArrivalRow = ({ id, candidateName, stage, source, appliedAt }: Arrival) => {
  const { t, format } = useLanguage()
  return (
    <li className="row is-new">
      <Link className="row-link arrival" data-row to={{ route: 'application', id }}>
        <span className="row-title">{candidateName}</span>
        <time className="muted figure" dateTime={appliedAt}>
          {format.time(appliedAt)}
        </time>
        <span className="muted arrival-detail">
          {stage.name} · {t.sources[source] ?? source}
        </span>
      </Link>
    </li>
  )
}
