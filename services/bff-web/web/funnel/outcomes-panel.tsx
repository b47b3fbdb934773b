import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { Empty } from '../parts/empty.tsx'
import { Explained } from '../parts/explained.tsx'
import { onListKey } from '../parts/list-keys.ts'
import { Panel } from '../parts/panel.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Link, useNavigation } from '../routing/navigation.tsx'

/** How applications ended. */
export const OutcomesPanel = () => {
  const { t } = useLanguage()
  const { sections } = useDashboard()
  const { view } = useNavigation()
  return (
    <Panel
      title={t.funnel.outcomes}
      section={sections.funnel}
      skeleton={<Skeleton rows={9} className="skeleton-pairs" />}
      isEmpty={({ outcomes }) => Object.values(outcomes).every((count) => count === 0)}
      empty={
        <Empty says={t.funnel.outcomesEmpty}>
          <Link className="button" to={{ route: 'applications', metric: 'active', opening: view.opening }}>
            {t.applications.activeAll}
          </Link>
        </Empty>
      }
    >
      {({ outcomes }) => (
        <ul className="rows" onKeyDown={onListKey}>
          {Object.entries(outcomes).map(([outcome, count]) => (
            <Outcome key={outcome} outcome={outcome} count={count} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

const Outcome = ({ outcome, count }: { outcome: string; count: number }) => {
  const { t } = useLanguage()
  const name = t.outcomes[outcome] ?? outcome
  return (
    <li className={count === 0 ? 'row pair-row is-zero' : 'row pair-row'} data-row>
      <span>{name}</span>
      <Explained value={count} what={name} asks={{ metric: 'outcome', outcome }} />
    </li>
  )
}
