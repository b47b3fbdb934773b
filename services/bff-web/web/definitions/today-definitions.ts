import type { Today } from '../../src/domain/today.ts'
import type { Asked, Define, Definition, Fact } from './definition.ts'

const ofToday =
  (define: (today: Today, asked: Asked) => Definition): Define =>
  (asked) => {
    const today = asked.sections.today?.data
    return today ? define(today, asked) : undefined
  }

export const leadsOfToday = ofToday((today, asked) => ({
  ...asked.t.definition.leads,
  value: today.leads,
  facts: factsOf(today, asked),
  rows: {
    to: { route: 'applications', on: today.date, source: 'meta_lead' },
    says: asked.t.definition.rowsRelated,
  },
}))

export const applicationsOfToday = ofToday((today, asked) => {
  const { source } = asked.view
  const value = source === undefined ? today.applications : sourceCount(today, source)
  const facts = factsOf(today, asked)
  return {
    ...asked.t.definition.arrivals,
    value,
    facts: source === undefined ? facts : [sourceFact(source, asked), ...facts],
    rows: { to: { route: 'applications', on: today.date, source }, says: asked.t.definition.rows(value) },
  }
})

/** Parked leads are not applications: their reasons are all that there is to show. */
export const parkedLeads = ofToday((today, asked) => ({
  ...asked.t.definition.parked,
  value: today.quality.parked,
  facts: [
    ...today.quality.reasons.map(({ code, detail, count }) => ({
      name: asked.format.number(count),
      value: detail ? `${detail} (${code})` : code,
    })),
    ...momentOf(today, asked),
  ],
}))

const sourceCount = ({ bySource }: Today, source: string): number =>
  bySource.find((row) => row.source === source)?.count ?? 0

const sourceFact = (source: string, { t }: Asked): Fact => ({
  name: t.applications.source,
  value: t.sources[source] ?? source,
})

const factsOf = (today: Today, asked: Asked): Fact[] => [
  { name: asked.t.definition.day, value: asked.format.day(today.date) },
  ...momentOf(today, asked),
]

const momentOf = ({ timeZone, asOf }: Today, { t, format }: Asked): Fact[] => [
  { name: t.definition.asOf, value: format.moment(asOf) },
  { name: t.definition.zone, value: timeZone },
]
