import { useLanguage } from '../language/language.tsx'
import { useNavigation } from '../routing/navigation.tsx'
import type { View } from '../routing/view.ts'
import { Count } from './count.tsx'

interface ExplainedProps {
  readonly value: number
  /** What the number is, for who hears it without its column. */
  readonly what: string
  /** What to say about it in the address: which metric of what. */
  readonly asks: Pick<View, 'metric'> & Partial<View>
  readonly className?: string
}

/** A number that explains itself when it is clicked. */
export const Explained = ({ value, what, asks, className = '' }: ExplainedProps) => {
  const { t, format } = useLanguage()
  const { view, go } = useNavigation()
  return (
    <button
      type="button"
      className={`explained ${className}`}
      aria-haspopup="dialog"
      aria-label={t.funnel.explain(what, format.number(value))}
      onClick={() => go({ ...view, ...asks })}
    >
      <Count value={value} />
    </button>
  )
}
