import { Failure } from '../../seedwork/failure.ts'
import { shown } from '../differences.ts'
import { distance } from './distance.ts'
import type { Fact, Wanted } from './facts.ts'

/** Says what was waited for, what happened to it instead, what came closest, and what there was at all. */
export const notSeen = <Seen extends Fact>(wanted: Wanted<Seen>, seen: readonly Seen[], within: number): Failure => {
  const { what, type, told } = wanted
  const about = told === undefined ? '' : ` with ${shown(told)}`
  const lines = [`no ${type}${about} ${became(what)} within ${within} ms`, ...closest(wanted, seen), summary(seen)]
  return new Failure('not_found', 'testing.not_seen', lines.join('\n'), { details: { what, type } })
}

/** The facts of this type with the fewest differences, whatever became of them: those of the same data tell most. */
const closest = <Seen extends Fact>(wanted: Wanted<Seen>, seen: readonly Seen[]): string[] => {
  const { what, type } = wanted
  const compared = seen
    .filter((fact) => fact.type === type)
    .map((fact) => ({ fact, different: distance(wanted, fact) }))
  const least = Math.min(...compared.map(({ different }) => different.length))
  const nearest = compared.filter(({ different }) => different.length === least)
  if (least === 0) return nearest.map(({ fact }) => `it ${became(fact.what)}${whyNot(fact)}`)
  // One that became what was waited for is nearer than one that did not.
  const best = nearest.find(({ fact }) => fact.what === what) ?? nearest[0]
  return best ? [`closest: one ${became(best.fact.what)} whose ${best.different.join(', and ')}`] : []
}

const became = (what: string): string => (what === 'failed' ? what : `was ${what}`)

const whyNot = ({ failure }: Fact): string =>
  failure ? `: ${'code' in failure ? `${String(failure.code)}, ` : ''}${failure.message}` : ''

const summary = (seen: readonly Fact[]): string => {
  const counts = Map.groupBy(seen, ({ what, type }) => `${type} ${what}`)
  const told = [...counts].map(([name, facts]) => (facts.length > 1 ? `${name} (${facts.length} times)` : name))
  return told.length > 0 ? `seen: ${told.join(', ')}` : 'nothing was seen'
}
