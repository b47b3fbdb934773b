import { useDashboard } from '../live/dashboard.tsx'
import { useNavigation } from '../routing/navigation.tsx'

export interface StageChoice {
  readonly id: string
  readonly name: string
}

/** The stages that can be chosen: of the opening's pipeline, else those that the company's funnel shows. */
export const useStages = (): readonly StageChoice[] => {
  const { sections, openings } = useDashboard()
  const { view } = useNavigation()
  const opening = openings.find(({ id }) => id === view.opening)
  if (opening) return opening.pipeline.stages.toSorted((one, other) => one.position - other.position)
  return (sections.funnel?.data?.buckets ?? []).map(({ stageId, name }) => ({ id: stageId, name }))
}
