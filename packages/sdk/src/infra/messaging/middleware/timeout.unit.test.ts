import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { acked, attending } from '../../../../test/an-attempt.ts'
import { timeout } from './timeout.ts'

describe('an attempt that takes too long', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const within = timeout({ milliseconds: 1_000 })

  test('is no longer waited for, and what became of it is unknown', async () => {
    const outcome = attending(within, () => new Promise(() => undefined))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await outcome).toMatchObject({ kind: 'unknown', code: 'messaging.timeout' })
  })

  test('may fail late without anybody hearing of it', async () => {
    const late = () => new Promise<never>((_resolve, reject) => void setTimeout(() => reject(new Error('late')), 2_000))
    const outcome = attending(within, late)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await outcome).toMatchObject({ code: 'messaging.timeout' })
  })

  test('or not leaves no timer, however it ends', async () => {
    expect(await attending(within, async () => acked)).toBe(acked)
    const boom = new Error('boom')
    expect(await attending(within, () => Promise.reject(boom))).toBe(boom)
    expect(vi.getTimerCount()).toBe(0)
  })
})

test.each([0, -1, Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY])('%s ms are refused at boot', (milliseconds) => {
  expect(() => timeout({ milliseconds })).toThrow(
    expect.objectContaining({ kind: 'invalid', code: 'messaging.bad_timeout' }),
  )
})
