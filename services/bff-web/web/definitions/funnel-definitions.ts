import type { Funnel } from '../../src/domain/funnel.ts'
import { openingName } from '../openings/opening-name.ts'
import type { View } from '../routing/view.ts'
import type { Asked, Define, Definition, Fact } from './definition.ts'

interface Counted {
  readonly words: { readonly title: string; readonly means: string }
  readonly value: number
  readonly to: View
}

/** Makes a definition out of what the funnel's answer says about itself. */
const ofFunnel =
  (count: (funnel: Funnel, asked: Asked) => Counted | undefined): Define =>
  (asked) => {
    const funnel = asked.sections.funnel?.data
    const counted = funnel ? count(funnel, asked) : undefined
    return funnel && counted ? definitionFrom(counted, funnel, asked) : undefined
  }

const definitionFrom = ({ words, value, to }: Counted, funnel: Funnel, asked: Asked): Definition => ({
  ...words,
  value,
  facts: [shareOf(value, funnel, asked), ...factsOf(funnel, asked)],
  rows: { to, says: asked.t.definition.rows(value) },
})

export const reachedStage = ofFunnel(({ buckets }, { view: { opening, stage }, t }) => {
  const bucket = buckets.find(({ stageId }) => stageId === stage)
  return (
    bucket && {
      words: t.definition.reached(bucket.name),
      value: bucket.reached,
      to: { route: 'applications', metric: 'reached', opening, stage },
    }
  )
})

export const activeInStage = ofFunnel(({ buckets }, { view: { opening, stage }, t }) => {
  const bucket = buckets.find(({ stageId }) => stageId === stage)
  return (
    bucket && {
      words: t.definition.active(bucket.name),
      value: bucket.active,
      to: { route: 'applications', metric: 'active', opening, stage },
    }
  )
})

export const withOutcome = ofFunnel(({ outcomes }, { view: { opening, outcome = '' }, t }) => {
  const value = outcomes[outcome]
  return value === undefined
    ? undefined
    : {
        words: t.definition.outcome(t.outcomes[outcome] ?? outcome),
        value,
        to: { route: 'applications', metric: 'outcome', opening, outcome },
      }
})

export const inAll = ofFunnel(({ total }, { view: { opening }, t }) => ({
  words: t.definition.total,
  value: total,
  to: { route: 'applications', opening },
}))

const shareOf = (value: number, { total }: Funnel, { t, format }: Asked): Fact => {
  const share = format.share(value, total)
  const counted = t.of(format.number(value), format.number(total))
  return { name: t.definition.share, value: share === null ? t.none : `${counted} · ${share}` }
}

const factsOf = (funnel: Funnel, { view, sections, t, format }: Asked): Fact[] => {
  const { asOf, timeZone, pipelineVersion, mode } = funnel.definition
  const opening = sections.openings?.data?.items.find(({ id }) => id === view.opening)
  return [
    { name: t.definition.scope, value: opening ? openingName(opening) : t.funnel.company },
    { name: t.definition.asOf, value: format.moment(asOf) },
    { name: t.definition.zone, value: timeZone },
    { name: t.definition.pipeline, value: pipelineVersion === null ? t.none : `${pipelineVersion}` },
    { name: t.definition.mode, value: t.definition.modes[mode] ?? mode },
    conservationOf(funnel, { t, format }),
  ]
}

const conservationOf = (
  { buckets, outcomes, total, checks }: Funnel,
  { t, format }: Pick<Asked, 't' | 'format'>,
): Fact => {
  const active = format.number(sum(buckets.map((bucket) => bucket.active)))
  const ended = format.number(sum(Object.values(outcomes)))
  const says = checks.conservation ? t.definition.checkFine : t.definition.checkBroken
  return { name: t.definition.check, value: says(active, ended, format.number(total)), isAlarm: !checks.conservation }
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
