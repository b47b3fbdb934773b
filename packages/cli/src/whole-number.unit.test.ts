import { expect, test } from 'vitest'
import { wholeNumber } from './whole-number.ts'

const within = { fallback: 10, most: 1_000 }

test('a number is taken as it is, and the fallback for none', () => {
  expect([wholeNumber('limit', '1', within), wholeNumber('limit', '1000', within)]).toEqual([1, 1_000])
  expect(wholeNumber('limit', undefined, within)).toBe(10)
})

test.each(['0', '-1', '1.5', '1e2', 'x', '', ' 1', '1001'])('%j is refused', (given) => {
  expect(() => wholeNumber('limit', given, within)).toThrow('--limit must be a whole number from 1 to 1000')
})
