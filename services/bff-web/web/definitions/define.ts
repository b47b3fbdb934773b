import type { Metric, View } from '../routing/view.ts'
import type { Asked, Define, Definition } from './definition.ts'
import { activeInStage, inAll, reachedStage, withOutcome } from './funnel-definitions.ts'
import { activeInOpening, startedInOpening } from './opening-definitions.ts'
import { applicationsOfToday, leadsOfToday, parkedLeads } from './today-definitions.ts'

const definitions: Record<Metric, Define> = {
  reached: reachedStage,
  active: (asked) => (asked.view.route === 'openings' ? activeInOpening(asked) : activeInStage(asked)),
  outcome: withOutcome,
  total: inAll,
  leads: leadsOfToday,
  arrivals: applicationsOfToday,
  parked: parkedLeads,
  started: startedInOpening,
}

export const define = (metric: Metric, asked: Asked): Definition | undefined => definitions[metric](asked)

/** The list of applications takes `metric` as its filter; everywhere else it asks what a number means. */
export const asksForDefinition = ({ route, metric }: View): Metric | undefined =>
  route === 'today' || route === 'funnel' || route === 'openings' ? metric : undefined

/** The same view with the question answered. */
export const withoutDefinition = ({ route, opening }: View): View => ({
  route,
  opening: route === 'funnel' ? opening : undefined,
})
