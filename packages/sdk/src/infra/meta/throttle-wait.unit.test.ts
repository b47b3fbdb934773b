import { describe, expect, test } from 'vitest'
import { throttleWait } from './throttle-wait.ts'

const throttled = { category: 'rateLimit.leads', retryable: true } as const
const minute = 60_000

describe('the wait of a throttled caller', () => {
  test('is what Meta says before what is known of the bucket, and up to a tenth more', () => {
    const headers = new Headers({ 'x-ad-account-usage': '{"reset_time_duration":90}' })
    const about = { headers, node: '1', attempt: 3 }
    expect(throttleWait({ ...throttled, waitMs: minute }, about, () => 0)).toBe(90_000)
    expect(throttleWait({ ...throttled, waitMs: minute }, about, () => 0.5)).toBe(94_500)
  })

  test('is what is known of the bucket, when Meta says nothing', () => {
    const about = { headers: new Headers(), node: '1', attempt: 3 }
    expect(throttleWait({ ...throttled, waitMs: 60 * minute }, about, () => 0)).toBe(60 * minute)
  })

  test.each([
    [1, 1],
    [2, 2],
    [4, 8],
    [5, 15],
    [2000, 15],
  ])('is else any part of a span that doubles: before attempt %i + 1 of %i minutes', (attempt, minutes) => {
    const about = { headers: new Headers(), node: '1', attempt }
    expect(throttleWait(throttled, about, () => 1)).toBe(minutes * minute)
    expect(throttleWait(throttled, about, () => 0.25)).toBe(minutes * 15_000)
    expect(throttleWait(throttled, about, () => 0)).toBe(0)
  })
})
