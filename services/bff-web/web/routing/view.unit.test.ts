import { describe, expect, test } from 'vitest'
import { addressOf, viewAt, type View } from './view.ts'

const opening = '019aab00-0000-7000-8000-000000000011'
const at = (address: string): View => {
  const [pathname = '/', search = ''] = address.split('?')
  return viewAt({ pathname, search })
}

describe('a view', () => {
  test.each<[View, string]>([
    [{ route: 'today' }, '/'],
    [{ route: 'today', metric: 'parked' }, '/?metric=parked'],
    [
      { route: 'funnel', opening, stage: 's1', metric: 'reached' },
      `/funnel?opening=${opening}&stage=s1&metric=reached`,
    ],
    [
      { route: 'applications', metric: 'outcome', outcome: 'rejected' },
      '/applications?metric=outcome&outcome=rejected',
    ],
    [
      { route: 'applications', on: '2026-11-24', source: 'form', q: 'Núñez' },
      '/applications?source=form&on=2026-11-24&q=N%C3%BA%C3%B1ez',
    ],
    [{ route: 'application', id: 'a7' }, '/applications/a7'],
    [{ route: 'openings' }, '/openings'],
  ])('%o is %s, and back', (view, address) => {
    expect(addressOf(view)).toBe(address)
    expect(at(address)).toEqual(expect.objectContaining(view))
  })

  test.each(['/nothing', '/today', '/funnel/more', '/applications/a/b', '/openings/7'])(
    'there is none at %s',
    (address) => {
      expect(at(address).route).toBe('unknown')
    },
  )

  test('leaves out what nobody can have meant', () => {
    expect(at('/funnel?opening=7&metric=colour&stage=')).toEqual({ route: 'funnel' })
  })
})
