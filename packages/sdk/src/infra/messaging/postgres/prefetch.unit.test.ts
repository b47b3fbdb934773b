import { describe, expect, test } from 'vitest'
import { Prefetch } from './prefetch.ts'

const room = { free: 8, ready: 0 }

/** Was given all that it asked for, each time after so many milliseconds. */
const after = (milliseconds: number, times: number, prefetch = new Prefetch(8)) => {
  for (let time = 0; time <= times; time += 1)
    prefetch.sated({ asked: time * milliseconds, given: time * milliseconds })
  return prefetch
}

describe('how much is taken', () => {
  test('is what can be begun, as long as handling takes its time', () => {
    expect(new Prefetch(8).appetite(room)).toBe(8)
    expect(after(100, 10).appetite(room)).toBe(8)
    expect(after(100, 10).appetite({ free: 0, ready: 0 })).toBe(0)
  })

  test('grows where messages take less than fetching them, up to a limit', () => {
    expect(after(10, 1).appetite(room)).toBe(16)
    expect(after(10, 2).appetite(room)).toBe(24)
    expect(after(10, 20).appetite(room)).toBe(508)
  })

  test('does not shrink because fetching is slow', () => {
    const prefetch = after(10, 20)
    for (let time = 1; time < 12; time += 1) prefetch.sated({ asked: 1_000 * time, given: 1_000 * time + 990 })
    expect(prefetch.appetite(room)).toBe(508)
  })

  test('waits until half of it is used', () => {
    const prefetch = after(10, 2)
    expect(prefetch.appetite({ free: 0, ready: 9 })).toBe(0)
    expect(prefetch.appetite({ free: 0, ready: 8 })).toBe(8)
  })

  test('shrinks when handling becomes slow', () => {
    const prefetch = after(10, 20)
    for (let time = 1; time < 12; time += 1) prefetch.sated({ asked: 1_000 * time, given: 1_000 * time })
    expect(prefetch.appetite(room)).toBe(8)
  })
})
