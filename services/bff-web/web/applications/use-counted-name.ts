import { useLanguage } from '../language/language.tsx'
import { useNavigation } from '../routing/navigation.tsx'
import { useStages } from './use-stages.ts'

/** What the list counts, in words. */
export const useCountedName = (): string => {
  const { t } = useLanguage()
  const { view } = useNavigation()
  const stage = useStages().find(({ id }) => id === view.stage)?.name ?? t.none
  if (view.metric === 'reached') return t.applications.reached(stage)
  if (view.metric === 'active')
    return view.stage === undefined ? t.applications.activeAll : t.applications.active(stage)
  if (view.metric === 'outcome') return t.applications.outcome(t.outcomes[view.outcome ?? ''] ?? view.outcome ?? t.none)
  return t.applications.all
}
