import type { Opening } from '../../src/domain/opening.ts'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { Empty } from '../parts/empty.tsx'
import { Explained } from '../parts/explained.tsx'
import { onListKey } from '../parts/list-keys.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Panel } from '../parts/panel.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Link } from '../routing/navigation.tsx'
import { openingName } from './opening-name.ts'

export const OpeningsPage = () => {
  const { t } = useLanguage()
  const { sections, retry } = useDashboard()
  return (
    <>
      <PageHead title={t.openings.title} />
      <Panel
        title={t.openings.seats}
        section={sections.openings}
        skeleton={<Skeleton rows={2} className="skeleton-openings" />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty says={t.openings.empty}>
            <button type="button" className="button" onClick={retry}>
              {t.openings.emptyAction}
            </button>
          </Empty>
        }
      >
        {({ items }) => (
          <ul className="rows" onKeyDown={onListKey}>
            {items.map((opening) => (
              <OpeningRow key={opening.id} {...opening} />
            ))}
          </ul>
        )}
      </Panel>
    </>
  )
}

const OpeningRow = (opening: Opening) => {
  const { t } = useLanguage()
  const name = openingName(opening)
  return (
    <li className="row opening-row" data-row>
      <div className="opening-name">
        <Link to={{ route: 'funnel', opening: opening.id }} aria-label={t.openings.funnelOf(name)}>
          {opening.role}
        </Link>
        <span className="muted">{[opening.site, opening.shift].filter(Boolean).join(' · ')}</span>
      </div>
      <span className={`chip chip-${opening.status}`}>{t.openings.status[opening.status] ?? opening.status}</span>
      <Seats {...opening} />
      <p className="labelled">
        <span className="label">{t.openings.active}</span>
        <Explained
          value={opening.active}
          what={`${name}, ${t.openings.active}`}
          asks={{ metric: 'active', opening: opening.id }}
        />
      </p>
    </li>
  )
}

const Seats = (opening: Opening) => {
  const { t, format } = useLanguage()
  const { id, started, headcount } = opening
  return (
    <div className="seats">
      <p className="labelled">
        <span className="label">{t.openings.started}</span>
        <Explained
          value={started}
          what={`${openingName(opening)}, ${t.openings.started}`}
          asks={{ metric: 'started', opening: id }}
        />
        <span className="muted figure">
          {t.outOf(format.number(headcount))} · {format.share(started, headcount) ?? t.none}
        </span>
      </p>
      <span className="meter" aria-hidden="true">
        <span style={{ '--share': headcount === 0 ? 0 : Math.min(1, started / headcount) }} />
      </span>
    </div>
  )
}
