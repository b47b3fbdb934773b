import type { Opening } from '../../src/domain/opening.ts'
import { openingName } from '../openings/opening-name.ts'
import { seatsFilled } from '../openings/seats-filled.ts'
import type { Asked, Define, Definition, Fact } from './definition.ts'

const ofOpening =
  (define: (opening: Opening, asked: Asked) => Definition): Define =>
  (asked) => {
    const opening = asked.sections.openings?.data?.items.find(({ id }) => id === asked.view.opening)
    return opening && define(opening, asked)
  }

export const startedInOpening = ofOpening((opening, asked) => {
  const started = opening.pipeline.stages.find(({ kind }) => kind === 'started')
  return {
    ...asked.t.definition.started,
    value: opening.started,
    facts: [{ name: asked.t.openings.started, value: seatsFilled(opening, asked) }, ...factsOf(opening, asked)],
    rows: started && {
      to: { route: 'applications', metric: 'reached', opening: opening.id, stage: started.id },
      says: asked.t.definition.rows(opening.started),
    },
  }
})

export const activeInOpening = ofOpening((opening, asked) => ({
  ...asked.t.definition.activeInOpening,
  value: opening.active,
  facts: factsOf(opening, asked),
  rows: {
    to: { route: 'applications', metric: 'active', opening: opening.id },
    says: asked.t.definition.rows(opening.active),
  },
}))

const factsOf = (opening: Opening, { sections, t, format }: Asked): Fact[] => [
  { name: t.definition.scope, value: openingName(opening) },
  { name: t.definition.asOf, value: sections.openings?.asOf ? format.moment(sections.openings.asOf) : t.none },
  { name: t.definition.zone, value: format.zone },
  { name: t.definition.pipeline, value: `${opening.pipeline.version}` },
]
