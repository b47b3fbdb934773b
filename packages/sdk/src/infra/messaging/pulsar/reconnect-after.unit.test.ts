import { describe, expect, test } from 'vitest'
import { Failure } from '../../../seedwork/failure.ts'
import { reconnectAfter } from './reconnect-after.ts'

const lost = new Failure('unavailable', 'test.lost', 'lost')
const refused = new Failure('forbidden', 'test.refused', 'refused')
const longest = (error: unknown, failures: number, lived = 0): number =>
  reconnectAfter(error, { failures, lived, random: () => 1 }).milliseconds

describe('the wait before a connection is tried again', () => {
  test('is anything between nothing and its limit', () => {
    const waits = Array.from({ length: 200 }, () => reconnectAfter(lost, { failures: 4, lived: 0 }).milliseconds)
    expect(Math.min(...waits)).toBeLessThan(1_000)
    expect(Math.max(...waits)).toBeGreaterThan(2_000)
    expect(Math.max(...waits)).toBeLessThanOrEqual(3_200)
  })

  test('has a limit that doubles, up to 5 s', () => {
    expect([0, 1, 2, 3, 4, 5, 20].map((failures) => longest(lost, failures))).toEqual([
      200, 400, 800, 1_600, 3_200, 5_000, 5_000,
    ])
  })

  test('grows to 30 s where the server does not let us in, or nobody knows what it is', () => {
    expect(longest(refused, 20)).toBe(30_000)
    expect(longest(new Error('a bug'), 20)).toBe(30_000)
  })

  test('begins anew after a connection that lived for more than a minute', () => {
    expect(reconnectAfter(lost, { failures: 9, lived: 60_001, random: () => 1 })).toEqual({
      milliseconds: 200,
      failures: 1,
    })
    expect(reconnectAfter(lost, { failures: 9, lived: 59_999, random: () => 1 })).toEqual({
      milliseconds: 5_000,
      failures: 10,
    })
  })
})
