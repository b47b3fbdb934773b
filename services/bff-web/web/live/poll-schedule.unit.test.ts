import { describe, expect, test } from 'vitest'
import { delayAfter } from './poll-schedule.ts'

const longest = () => 1
const shortest = () => 0

describe('the next question', () => {
  test('comes after two seconds while all is well', () =>
    expect([delayAfter(0, shortest), delayAfter(0, longest)]).toEqual([2_000, 2_000]))

  test('waits twice as long after each failure, up to half a minute', () => {
    expect([1, 2, 3, 4, 50].map((failures) => delayAfter(failures, longest))).toEqual([
      4_000, 8_000, 16_000, 30_000, 30_000,
    ])
  })

  test('comes up to half as early, so that pages do not come back all at once', () => {
    expect([1, 4].map((failures) => delayAfter(failures, shortest))).toEqual([2_000, 15_000])
  })
})
