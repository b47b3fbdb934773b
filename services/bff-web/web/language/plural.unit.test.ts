import { describe, expect, test } from 'vitest'
import { english } from './english.ts'
import { formatsFor } from './formats.ts'
import { pluralIn } from './plural.ts'
import { spanish } from './spanish.ts'

describe('a plural', () => {
  const count = pluralIn('es-MX')
  const forms = { one: '# fila', other: '# filas' }
  test.each([
    [0, '0 filas'],
    [1, '1 fila'],
    [2, '2 filas'],
    [1_000_000, '1,000,000 filas'],
  ])('of %i is %s', (value, text) => expect(count(value, forms)).toBe(text))
})

describe('the languages', () => {
  const shapeOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
      : typeof value

  test('say the same things, also where any word would do', () =>
    expect(shapeOf(spanish('es'))).toEqual(shapeOf(english('en'))))
})

describe('a format', () => {
  const format = formatsFor('es-MX', 'America/Mexico_City')

  test('of a rate knows none for a zero denominator', () => {
    expect(format.share(37, 120)).toMatch(/^31\s?%$/)
    expect(format.share(0, 0)).toBeNull()
  })

  test("takes the company's day, not the reader's", () => {
    expect(format.dayOf('2026-11-25T05:59:59Z')).toBe('2026-11-24')
    expect(format.dayOf('2026-11-25T06:00:00Z')).toBe('2026-11-25')
  })

  test('says how long ago', () => {
    const now = Date.parse('2026-11-24T13:02:30Z')
    expect(formatsFor('en', 'UTC').ago('2026-11-24T13:00:00Z', now)).toBe('2 min. ago')
    expect(formatsFor('en', 'UTC').ago('2026-11-24T13:02:31Z', now)).toBe('now')
  })
})
