import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { OpeningSelect } from '../openings/opening-select.tsx'
import { Empty } from '../parts/empty.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Link, useNavigation } from '../routing/navigation.tsx'
import { FunnelPanel } from './funnel-panel.tsx'
import { OutcomesPanel } from './outcomes-panel.tsx'

export const FunnelPage = () => {
  const { t } = useLanguage()
  const { view, go } = useNavigation()
  return (
    <>
      <PageHead title={t.funnel.title}>
        <OpeningSelect value={view.opening} onChoose={(opening) => go({ route: 'funnel', opening })} />
      </PageHead>
      {useIsKnown(view.opening) ? (
        <div className="columns">
          <FunnelPanel opening={view.opening} />
          <OutcomesPanel />
        </div>
      ) : (
        <section className="panel">
          <Empty says={t.funnel.unknownOpening}>
            <Link className="button" to={{ route: 'funnel' }}>
              {t.funnel.wholeCompany}
            </Link>
          </Empty>
        </section>
      )}
    </>
  )
}

const useIsKnown = (opening: string | undefined): boolean => {
  const { sections, openings } = useDashboard()
  return opening === undefined || sections.openings?.status !== 'ok' || openings.some(({ id }) => id === opening)
}
