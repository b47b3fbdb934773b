import type { Application } from '../../src/domain/application.ts'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { openingName } from '../openings/opening-name.ts'
import { onListKey } from '../parts/list-keys.ts'
import { Link } from '../routing/navigation.tsx'

export const ApplicationRows = ({ rows }: { rows: readonly Application[] }) => (
  <ul className="rows" onKeyDown={onListKey}>
    {rows.map((application) => (
      <ApplicationRow key={application.id} {...application} />
    ))}
  </ul>
)

const ApplicationRow = ({ id, candidate, openingId, stage, outcome, source, appliedAt }: Application) => {
  const { t, format } = useLanguage()
  const { openings } = useDashboard()
  const opening = openings.find((one) => one.id === openingId)
  return (
    <li className="row is-new">
      <Link className="row-link application-row" data-row to={{ route: 'application', id }}>
        <span className="row-title">{candidate.name}</span>
        <span className="muted figure application-phone">{candidate.phone}</span>
        <span className="application-stage">
          <span className="chip">{stage.name}</span>
          {outcome !== 'active' && <span className="chip chip-ended">{t.outcomes[outcome] ?? outcome}</span>}
        </span>
        <span className="muted application-opening">{opening && openingName(opening)}</span>
        <span className="muted application-source">{source && (t.sources[source.channel] ?? source.channel)}</span>
        <time className="muted figure application-time" dateTime={appliedAt}>
          {format.stamp(appliedAt)}
        </time>
      </Link>
    </li>
  )
}
