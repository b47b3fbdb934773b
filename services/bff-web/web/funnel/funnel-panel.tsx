import type { Funnel } from '../../src/domain/funnel.ts'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { Empty } from '../parts/empty.tsx'
import { Explained } from '../parts/explained.tsx'
import { icons } from '../parts/icons.tsx'
import { Panel } from '../parts/panel.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Link } from '../routing/navigation.tsx'
import { FunnelBars } from './funnel-bars.tsx'

/** The funnel of one opening, or of the whole company. */
export const FunnelPanel = ({ opening }: { opening: string | undefined }) => {
  const { t } = useLanguage()
  const { sections } = useDashboard()
  const total = sections.funnel?.data?.total
  return (
    <Panel
      title={t.funnel.title}
      className="panel-funnel"
      section={sections.funnel}
      skeleton={<Skeleton rows={9} className="skeleton-funnel" />}
      isEmpty={(funnel) => funnel.total === 0}
      empty={
        <Empty says={t.funnel.empty}>
          <Link className="button" to={{ route: 'openings' }}>
            {t.funnel.emptyAction}
          </Link>
        </Empty>
      }
      aside={total !== undefined && total > 0 && <Total total={total} />}
    >
      {(funnel) => (
        <>
          {!funnel.checks.conservation && <Unbalanced />}
          <FunnelBars funnel={funnel} opening={opening} />
          <Legend />
        </>
      )}
    </Panel>
  )
}

const Total = ({ total }: Pick<Funnel, 'total'>) => {
  const { t } = useLanguage()
  return (
    <p className="labelled panel-aside">
      <span className="label">{t.funnel.total}</span>
      <Explained value={total} what={t.funnel.total} asks={{ metric: 'total' }} />
    </p>
  )
}

const Unbalanced = () => {
  const { t } = useLanguage()
  return (
    <p className="alarm">
      {icons.warning}
      {t.funnel.unbalanced}
    </p>
  )
}

const Legend = () => {
  const { t } = useLanguage()
  return (
    <ul className="legend">
      <li>
        <span className="swatch swatch-reached" />
        {t.funnel.legendReached}
      </li>
      <li>
        <span className="swatch swatch-active" />
        {t.funnel.legendActive}
      </li>
    </ul>
  )
}
