import { expect, test } from 'vitest'
import { age } from './age.ts'

test.each([
  [undefined, '-'],
  [0, '0.0 s'],
  [0.44, '0.4 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.7, '1 min'],
  [3_599, '59 min'],
  [3_600, '1 h'],
  [86_399, '23 h'],
  [200_000, '2 d'],
])('%s seconds read %s', (seconds, text) => {
  expect(age(seconds)).toBe(text)
})
