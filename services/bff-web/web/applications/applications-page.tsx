import { useLanguage } from '../language/language.tsx'
import { sectionOf } from '../live/section-of.ts'
import { Empty } from '../parts/empty.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Panel } from '../parts/panel.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Link, useNavigation } from '../routing/navigation.tsx'
import { ApplicationRows } from './application-rows.tsx'
import { isCounted, isFound } from './counted.ts'
import type { Loaded } from './load-pages.ts'
import { NarrowedBy } from './narrowed-by.tsx'
import { useApplications } from './use-applications.ts'
import { useCountedName } from './use-counted-name.ts'
import { ViewFilter } from './view-filter.tsx'

/** The very applications that a number counts. */
export const ApplicationsPage = () => {
  const { t, format } = useLanguage()
  const { view } = useNavigation()
  const { live, more } = useApplications(view)
  const counted = isCounted(view, format.dayOf)
  const found = isFound(view.q ?? '')
  const rowsOf = ({ items }: Loaded) => items.filter((row) => counted(row) && found(row))
  return (
    <>
      <PageHead title={t.applications.title} />
      <ViewFilter />
      <Panel
        title={useCountedName()}
        className="panel-applications"
        section={sectionOf(live)}
        skeleton={<Skeleton rows={8} className="skeleton-list" />}
        isEmpty={(loaded) => rowsOf(loaded).length === 0 && (loaded.isWhole || view.q === undefined)}
        empty={
          <Empty says={view.q === undefined ? t.applications.empty : t.applications.nothingFound}>
            <Link className="button" to={{ route: 'applications' }}>
              {t.applications.emptyAction}
            </Link>
          </Empty>
        }
        aside={live.data && <Counted rows={rowsOf(live.data).length} loaded={live.data} />}
      >
        {(loaded) => (
          <>
            <ApplicationRows rows={rowsOf(loaded)} />
            {!loaded.isWhole && <More onMore={more} />}
          </>
        )}
      </Panel>
    </>
  )
}

const Counted = ({ rows, loaded: { items, isWhole } }: { rows: number; loaded: Loaded }) => {
  const { t, format } = useLanguage()
  const isNarrowed = rows !== items.length
  return (
    <div className="panel-aside">
      <NarrowedBy />
      <p className="muted">
        {isNarrowed && !isWhole
          ? `${format.number(rows)} ${t.applications.searched(items.length)}`
          : t.applications.counted(rows, !isWhole)}
      </p>
    </div>
  )
}

const More = ({ onMore }: { onMore: () => void }) => {
  const { t } = useLanguage()
  return (
    <button type="button" className="button panel-more" onClick={onMore}>
      {t.applications.more}
    </button>
  )
}
