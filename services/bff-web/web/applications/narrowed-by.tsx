import { useLanguage } from '../language/language.tsx'
import { icons } from '../parts/icons.tsx'
import { useNavigation } from '../routing/navigation.tsx'
import type { View } from '../routing/view.ts'

/** What else narrows the list, each of it removable. */
export const NarrowedBy = () => {
  const { t, format } = useLanguage()
  const { view } = useNavigation()
  return (
    <>
      {view.on !== undefined && <Narrowing says={t.applications.on(format.day(view.on))} without={{ on: undefined }} />}
      {view.source !== undefined && (
        <Narrowing says={t.applications.from(t.sources[view.source] ?? view.source)} without={{ source: undefined }} />
      )}
      {view.q !== undefined && <Narrowing says={t.applications.searching(view.q)} without={{ q: undefined }} />}
    </>
  )
}

const Narrowing = ({ says, without }: { says: string; without: Partial<View> }) => {
  const { t } = useLanguage()
  const { view, go } = useNavigation()
  return (
    <button
      type="button"
      className="chip chip-button"
      aria-label={t.applications.drop(says)}
      onClick={() => go({ ...view, ...without })}
    >
      {says}
      {icons.close}
    </button>
  )
}
