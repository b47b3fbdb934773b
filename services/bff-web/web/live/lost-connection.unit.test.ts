import { describe, expect, test } from 'vitest'
import type { Dashboard } from '../../src/domain/dashboard.ts'
import type { Openings } from '../../src/domain/opening.ts'
import type { Section } from '../../src/domain/section.ts'
import { isAllWell, withoutConnection } from './lost-connection.ts'

const unavailable = { status: 'unavailable', asOf: null, data: null } as const
const openings: Section<Openings> = { status: 'ok', asOf: '2026-11-24T13:00:00.000Z', data: { items: [] } }
const dashboard: Dashboard = {
  company: null,
  role: null,
  sections: { funnel: unavailable, today: unavailable, openings },
}

describe('without its server', () => {
  test('the page keeps what it knew, and says how old it is', () => {
    const { sections } = withoutConnection(dashboard)
    expect(sections.openings).toEqual({ ...openings, status: 'stale' })
    expect(sections.funnel).toEqual(unavailable)
  })
})

test('one section that is not of this moment is not well', () => {
  const { openings: fine } = dashboard.sections
  const allFine = { funnel: fine, today: fine, openings: fine } as Dashboard['sections']
  expect(isAllWell(dashboard)).toBe(false)
  expect(isAllWell({ ...dashboard, sections: allFine })).toBe(true)
})
