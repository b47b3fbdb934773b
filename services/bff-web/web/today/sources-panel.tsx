import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { Explained } from '../parts/explained.tsx'
import { onListKey } from '../parts/list-keys.ts'
import { Panel } from '../parts/panel.tsx'
import { Skeleton } from '../parts/skeleton.tsx'

/** Where today's applications came from. The arrivals beside it say already when there are none, or none to be had. */
export const SourcesPanel = () => {
  const { t } = useLanguage()
  const { today } = useDashboard().sections
  if (today !== undefined && (today.data?.bySource ?? []).length === 0) return null
  return (
    <Panel
      title={t.today.sources}
      section={today}
      skeleton={<Skeleton rows={2} className="skeleton-pairs" />}
      isEmpty={() => false}
      empty={null}
    >
      {({ bySource }) => (
        <ul className="rows" onKeyDown={onListKey}>
          {bySource.map(({ source, count }) => (
            <li key={source} className="row pair-row" data-row>
              <span>{t.sources[source] ?? source}</span>
              <Explained value={count} what={t.sources[source] ?? source} asks={{ metric: 'arrivals', source }} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
