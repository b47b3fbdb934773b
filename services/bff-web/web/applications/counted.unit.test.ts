import { describe, expect, test } from 'vitest'
import type { Application } from '../../src/domain/application.ts'
import { isCounted, isFound, isPast, questionOf } from './counted.ts'
import { loadPages } from './load-pages.ts'

const dayOf = (instant: string): string => instant.slice(0, 10)
const application = (facts: Partial<Application> & { name?: string; phone?: string } = {}): Application => ({
  id: 'a1',
  candidateId: 'c1',
  openingId: 'o1',
  attempt: 1,
  candidate: { name: facts.name ?? 'Édgar Núñez Ávila', phone: facts.phone ?? '+525512345678' },
  stage: { id: 's1', kind: 'applied', name: 'Applied' },
  outcome: 'active',
  version: 1,
  source: { channel: 'form' },
  appliedAt: '2026-11-24T13:00:00Z',
  ...facts,
})

describe('the rows that a number counts', () => {
  test.each([
    ['who reached a stage', { metric: 'reached', stage: 's1' }, { reached: 's1' }],
    ['who is active in a stage', { metric: 'active', stage: 's1' }, { stage: 's1', outcome: 'active' }],
    ['who is active anywhere', { metric: 'active' }, { stage: undefined, outcome: 'active' }],
    ['who ended in a way', { metric: 'outcome', outcome: 'rejected' }, { outcome: 'rejected' }],
    ['everybody', {}, {}],
  ] as const)('are asked for: %s', (_who, view, question) => {
    expect(questionOf({ route: 'applications', opening: 'o1', ...view })).toEqual({ openingId: 'o1', ...question })
  })

  test("of a day are those of the company's day, of a source those of it", () => {
    expect(isCounted({ on: '2026-11-24' }, dayOf)(application())).toBe(true)
    expect(isCounted({ on: '2026-11-23' }, dayOf)(application())).toBe(false)
    expect(isCounted({ source: 'meta_lead' }, dayOf)(application())).toBe(false)
    expect(isPast({ on: '2026-11-25' }, dayOf)(application())).toBe(true)
  })
})

describe('a search', () => {
  test.each(['edgar', 'NUÑEZ', 'avila edg', '1234', '55 1234', '+52 55'])('finds by %s', (query) =>
    expect(isFound(query)(application())).toBe(true),
  )
  test.each(['luis', 'edgar luis', '999', '12'])('does not find by %s', (query) =>
    expect(isFound(query)(application())).toBe(false),
  )
})

describe('pages of applications', () => {
  const pages: Record<string, string | null> = { first: 'second', second: 'third', third: null }
  const ask = async (cursor = 'first') => ({ items: [application({ id: cursor })], nextCursor: pages[cursor] ?? null })
  const ids = async (wanted: Parameters<typeof loadPages>[1]) => {
    const { items, isWhole } = await loadPages(ask, wanted)
    return [...items.map(({ id }) => id), isWhole]
  }
  const nothingPast = () => false

  test('are loaded as far as they are wanted', async () => {
    expect(await ids({ pages: 2, isPast: nothingPast })).toEqual(['first', 'second', false])
  })

  test('end where there are no more', async () => {
    expect(await ids({ pages: 9, isPast: nothingPast })).toEqual(['first', 'second', 'third', true])
  })

  test('end where nothing of interest can follow', async () => {
    expect(await ids({ pages: 9, isPast: ({ id }) => id === 'second' })).toEqual(['first', 'second', true])
  })
})
