import type { Today } from '../../src/domain/today.ts'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { Explained } from '../parts/explained.tsx'
import { icons } from '../parts/icons.tsx'
import { Panel } from '../parts/panel.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Link, useNavigation } from '../routing/navigation.tsx'

/** The day in three numbers, and whether they can be trusted. Zero is an answer here, so it is never empty. */
export const CameInPanel = () => {
  const { t } = useLanguage()
  const { sections } = useDashboard()
  return (
    <Panel
      title={t.today.cameIn}
      className="panel-came-in"
      section={sections.today}
      skeleton={<Skeleton rows={3} className="skeleton-tiles" />}
      isEmpty={() => false}
      empty={null}
    >
      {(today) => (
        <>
          <Tiles {...today} />
          <Quality {...today.quality} />
        </>
      )}
    </Panel>
  )
}

const Tiles = ({ leads, applications, quality }: Today) => {
  const { t } = useLanguage()
  return (
    <ul className="tiles">
      <li className="tile">
        <span className="label">{t.today.applications}</span>
        <Explained value={applications} what={t.today.applications} asks={{ metric: 'arrivals' }} />
      </li>
      <li className="tile">
        <span className="label">{t.today.leads}</span>
        <Explained value={leads} what={t.today.leads} asks={{ metric: 'leads' }} />
      </li>
      <li className={quality.parked > 0 ? 'tile tile-alarm' : 'tile'}>
        <span className="label">
          {quality.parked > 0 && icons.warning}
          {t.today.parked}
        </span>
        <Explained value={quality.parked} what={t.today.parked} asks={{ metric: 'parked' }} />
      </li>
    </ul>
  )
}

const Quality = ({ parked, waitingLeads }: Today['quality']) => {
  const { t } = useLanguage()
  const { view } = useNavigation()
  return (
    <p className="quality">
      {parked === 0 ? icons.check : icons.warning}
      <span>
        {parked === 0 ? t.today.qualityFine : t.today.qualityParked(parked)}{' '}
        {parked > 0 && <Link to={{ ...view, metric: 'parked' }}>{t.today.why}</Link>}{' '}
        {waitingLeads > 0 && t.today.waiting(waitingLeads)}
      </span>
    </p>
  )
}
