import type { Dashboard, Sections } from '../../src/domain/dashboard.ts'
import type { Section } from '../../src/domain/section.ts'

const unavailable = { status: 'unavailable', asOf: null, data: null } as const

export const unreachable: Sections = { funnel: unavailable, today: unavailable, openings: unavailable }

export const withoutFunnel = <Rest extends object>(sections: Rest): Rest & { funnel: Section<never> } => ({
  ...sections,
  funnel: unavailable,
})

/** What the page still knows when its own server does not answer: everything is as old as the last answer. */
export const withoutConnection = ({ sections: { funnel, today, openings }, ...rest }: Dashboard): Dashboard => ({
  ...rest,
  sections: { funnel: aged(funnel), today: aged(today), openings: aged(openings) },
})

const aged = <Data>(section: Section<Data>): Section<Data> =>
  section.status === 'ok' ? { ...section, status: 'stale' } : section

export const isAllWell = ({ sections }: Dashboard): boolean =>
  Object.values(sections).every(({ status }) => status === 'ok')
