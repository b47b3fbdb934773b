import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'

export const LiveState = () => {
  const { t, format } = useLanguage()
  const { isWell, at } = useDashboard()
  if (at === undefined && isWell) return null
  const hint = at === undefined ? undefined : t.live.hint(format.time(new Date(at).toISOString()))
  return (
    <span className={isWell ? 'live live-on' : 'live live-off'} title={hint}>
      {isWell ? t.live.on : t.live.off}
    </span>
  )
}
