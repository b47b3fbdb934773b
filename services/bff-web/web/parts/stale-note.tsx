import { useLanguage } from '../language/language.tsx'
import { useNow } from '../live/use-now.ts'
import { icons } from './icons.tsx'

export const StaleNote = ({ asOf }: { asOf: string }) => {
  const { t, format } = useLanguage()
  return (
    <span className="stale-note" title={t.states.staleHint}>
      {icons.clock}
      <time dateTime={asOf}>{t.states.asOf(format.ago(asOf, useNow()))}</time>
    </span>
  )
}
