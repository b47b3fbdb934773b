import { describe, expect, test } from 'vitest'
import { FakeCompany, stageOf, warehouse } from '../../src/testing/fake-company.ts'
import { english } from '../language/english.ts'
import { formatsFor } from '../language/formats.ts'
import type { Shown } from '../live/dashboard.tsx'
import { addressOf, type View } from '../routing/view.ts'
import { asksForDefinition, define } from './define.ts'

const asOf = '2026-11-24T13:00:00.000Z'
const company = new FakeCompany()
company.apply({ name: 'Ana', stage: 'interviewed' })
company.apply({ name: 'Luis', stage: 'screened', outcome: 'rejected' })
company.apply({ name: 'Rosa', stage: 'interviewed', source: 'meta_lead' })

const sections = {
  funnel: { status: 'ok', asOf, data: company.funnel(null) },
  today: { status: 'ok', asOf, data: JSON.parse(JSON.stringify(company.today())) },
  openings: { status: 'ok', asOf, data: company.openingList() },
} as Shown
const nothing: Shown = {
  funnel: { status: 'unavailable', asOf: null, data: null },
  today: undefined,
  openings: undefined,
}

const ask = (view: View, shown = sections) =>
  define(view.metric ?? 'total', { view, sections: shown, t: english('en'), format: formatsFor('en', 'UTC') })
const factsOf = (view: View) => Object.fromEntries(ask(view)?.facts.map(({ name, value }) => [name, value]) ?? [])
const stage = stageOf('interviewed').id

describe('a number', () => {
  test('says what it counts, of what, since when, where, by which pipeline, and that it adds up', () => {
    const view = { route: 'funnel', metric: 'reached', stage } as const
    expect(ask(view)).toMatchObject({ title: 'Reached “Entrevistado”', value: 2 })
    expect(factsOf(view)).toMatchObject({
      'Of all applications': '2 of 3 · 67%',
      'Counted over': 'All openings',
      'Time zone': 'America/Mexico_City',
      'Pipeline version': '1',
      'Adds up': 'Yes: 2 active + 1 with an outcome = 3 in all',
    })
  })

  const leads: [View, View][] = [
    [
      { route: 'funnel', metric: 'reached', stage },
      { route: 'applications', metric: 'reached', stage },
    ],
    [
      { route: 'funnel', metric: 'active', stage },
      { route: 'applications', metric: 'active', stage },
    ],
    [
      { route: 'funnel', metric: 'outcome', outcome: 'rejected' },
      { route: 'applications', metric: 'outcome', outcome: 'rejected' },
    ],
    [
      { route: 'funnel', metric: 'total', opening: warehouse.id },
      { route: 'applications', opening: warehouse.id },
    ],
    [
      { route: 'openings', metric: 'started', opening: warehouse.id },
      { route: 'applications', metric: 'reached', opening: warehouse.id, stage: stageOf('started').id },
    ],
    [
      { route: 'openings', metric: 'active', opening: warehouse.id },
      { route: 'applications', metric: 'active', opening: warehouse.id },
    ],
    [
      { route: 'today', metric: 'arrivals', source: 'form' },
      { route: 'applications', on: company.today().date, source: 'form' },
    ],
  ]
  test.each(leads.map(([view, rows]) => [addressOf(view), view, rows] as const))(
    '%s leads to the rows that it counts',
    (_address, view, rows) => {
      expect(ask(view)?.rows?.to).toEqual(expect.objectContaining(rows))
    },
  )

  test('that does not add up says so', () => {
    const data = { ...company.funnel(null), checks: { conservation: false } }
    const broken = { ...sections, funnel: { status: 'ok', asOf, data } } as Shown
    const check = ask({ route: 'funnel', metric: 'total' }, broken)?.facts.find(({ name }) => name === 'Adds up')
    expect(check).toMatchObject({ isAlarm: true, value: expect.stringContaining('Do not rely on these numbers') })
  })

  test('of a section that is away has no definition, and no value', () => {
    expect(ask({ route: 'funnel', metric: 'total' }, nothing)).toBeUndefined()
    expect(ask({ route: 'funnel', metric: 'reached', stage: 'gone' })).toBeUndefined()
  })

  test('is a filter, not a question, in the list of applications', () => {
    expect(asksForDefinition({ route: 'applications', metric: 'active' })).toBeUndefined()
    expect(asksForDefinition({ route: 'funnel', metric: 'active' })).toBe('active')
  })
})
