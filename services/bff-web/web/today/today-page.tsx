import { FunnelPanel } from '../funnel/funnel-panel.tsx'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { CameInPanel } from './came-in-panel.tsx'
import { LatestPanel } from './latest-panel.tsx'
import { SourcesPanel } from './sources-panel.tsx'

/** What needs me now, how is it going, can I trust it. */
export const TodayPage = () => {
  const { t, format } = useLanguage()
  const { company, sections } = useDashboard()
  const date = sections.today?.data?.date
  const hint = [date && format.day(date), company && t.today.inZone(company.timeZone)].filter(Boolean).join(' · ')
  return (
    <>
      <PageHead title={t.routes.today} hint={hint} />
      <CameInPanel />
      <div className="columns">
        <div className="stack">
          <FunnelPanel opening={undefined} />
          <SourcesPanel />
        </div>
        <LatestPanel />
      </div>
    </>
  )
}
