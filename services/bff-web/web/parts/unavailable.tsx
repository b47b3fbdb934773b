import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { icons } from './icons.tsx'

/** What is down, what still works, and a way to ask again. */
export const Unavailable = () => {
  const { t, format } = useLanguage()
  const { sections, isOffline, retry } = useDashboard()
  const names = { funnel: t.routes.funnel, today: t.routes.today, openings: t.routes.openings }
  const working = (['today', 'funnel', 'openings'] as const).filter((name) => (sections[name]?.data ?? null) !== null)
  return (
    <div className="state state-unavailable">
      <p className="state-title">
        {icons.unplugged}
        {t.states.down}
      </p>
      <p>{isOffline ? t.states.offlineHint : t.states.downHint}</p>
      <p>
        {working.length === 0 ? t.states.worksNone : t.states.works(format.list(working.map((name) => names[name])))}
      </p>
      <button type="button" className="button" onClick={retry}>
        {t.retry}
      </button>
    </div>
  )
}
