import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DeadlineExceeded, retry, type Attempt } from './index.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const options = { attempts: 5, base: 100, cap: 1_000, deadline: 60_000, random: () => 1 }

/** Fails as often as there are errors, and remembers when it was called. */
const failing = (...errors: unknown[]) => {
  const start = performance.now()
  const calls: number[] = []
  const work = async ({ attempt }: Attempt): Promise<string> => {
    calls.push(performance.now() - start)
    if (attempt <= errors.length) throw errors[attempt - 1]
    return `attempt ${attempt}`
  }
  return { work, calls }
}

const outcome = async (promise: Promise<unknown>): Promise<unknown> => {
  const settled = promise.catch((error: unknown) => error)
  await vi.runAllTimersAsync()
  return settled
}

const down = new Error('down')
const never = (): Promise<never> => new Promise(() => undefined)

describe('a retry', () => {
  test('is not made of what works', async () => {
    const { work, calls } = failing()
    expect(await retry(work, options)).toBe('attempt 1')
    expect(calls).toEqual([0])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('waits up to twice as long each time, until the cap', async () => {
    const { work, calls } = failing(down, down, down, down, down)
    expect(await outcome(retry(work, { ...options, attempts: 6, cap: 500 }))).toBe('attempt 6')
    expect(calls).toEqual([0, 100, 300, 700, 1_200, 1_700])
  })

  test('waits any part of that, also none', async () => {
    const parts = [0, 0.5, 0.25]
    const { work, calls } = failing(down, down, down)
    await outcome(retry(work, { ...options, random: () => parts.shift() ?? 1 }))
    expect(calls).toEqual([0, 0, 100, 200])
  })

  test('waits at least as long as the other side asked for', async () => {
    const { work, calls } = failing(down)
    await outcome(retry(work, { ...options, retryAfter: (error) => (error === down ? 5_000 : undefined) }))
    expect(calls).toEqual([0, 5_000])
  })

  test('ends with the last error when the attempts are used up', async () => {
    const last = new Error('still down')
    const { work, calls } = failing(down, down, last)
    expect(await outcome(retry(work, { ...options, attempts: 3 }))).toBe(last)
    expect(calls).toHaveLength(3)
  })

  test('is not made of what will not go away', async () => {
    const refused = new Error('refused')
    const { work, calls } = failing(down, refused)
    expect(await outcome(retry(work, { ...options, shouldRetry: (error) => error !== refused }))).toBe(refused)
    expect(calls).toHaveLength(2)
  })

  test('is not made of a bug', async () => {
    const bug = new TypeError('undefined is not a function')
    const { work, calls } = failing(bug)
    expect(await outcome(retry(work, options))).toBe(bug)
    expect(calls).toHaveLength(1)
  })

  test('is made of a network that failed', async () => {
    const { work } = failing(new TypeError('fetch failed'))
    expect(await outcome(retry(work, options))).toBe('attempt 2')
  })
})

test('a retry that is over leaves nothing behind on the signal of its caller', async () => {
  const signals: AbortSignal[] = []
  const { signal } = new AbortController()
  const work = async ({ signal: seen, attempt }: Attempt): Promise<void> => {
    signals.push(seen)
    if (attempt === 1) throw down
  }
  await outcome(retry(work, { ...options, signal }))
  expect(signals.map((seen) => getEventListeners(seen, 'abort').length)).toEqual([0, 0])
  expect(signals.map((seen) => seen.aborted)).toEqual([false, false])
})

describe('the deadline', () => {
  test('ends an attempt that takes too long, even one that ignores its signal', async () => {
    let seen: AbortSignal | undefined
    const work = ({ signal }: Attempt): Promise<never> => {
      seen = signal
      return never()
    }
    expect(await outcome(retry(work, { ...options, deadline: 500 }))).toBeInstanceOf(DeadlineExceeded)
    expect(seen?.reason).toMatchObject({ code: 'retry.deadline_exceeded', message: 'not done within 500 ms' })
  })

  test('is over everything, not over each attempt', async () => {
    const slow = () => new Promise<never>((_resolve, reject) => setTimeout(() => reject(down), 300))
    const start = performance.now()
    const ended = retry(slow, { ...options, deadline: 500 }).catch((error: unknown) => [
      error,
      performance.now() - start,
    ])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await ended).toEqual([expect.any(DeadlineExceeded), 500])
  })

  test('is not waited for: a wait that would outlast it is left out, and the error is that of the work', async () => {
    const { work, calls } = failing(down, down)
    const ended = retry(work, { ...options, deadline: 250 })
    expect(await outcome(ended)).toBe(down)
    expect(calls).toEqual([0, 100])
  })
})

describe('an abort', () => {
  const gone = new Error('the caller is gone')

  const abortedAfter = async (milliseconds: number, work: (attempt: Attempt) => Promise<unknown>) => {
    const controller = new AbortController()
    const start = performance.now()
    const ended = retry(work, { ...options, signal: controller.signal }).catch((error: unknown) => [
      error,
      performance.now() - start,
    ])
    await vi.advanceTimersByTimeAsync(milliseconds)
    controller.abort(gone)
    return ended
  }

  test('ends a wait at once', async () => {
    const { work, calls } = failing(down, down)
    expect(await abortedAfter(150, work)).toEqual([gone, 150])
    expect(vi.getTimerCount()).toBe(0)
    expect(calls).toEqual([0, 100])
  })

  test('ends an attempt at once, and is told to it', async () => {
    let seen: AbortSignal | undefined
    const work = ({ signal }: Attempt): Promise<never> => {
      seen = signal
      return never()
    }
    expect(await abortedAfter(70, work)).toEqual([gone, 70])
    expect(seen?.reason).toBe(gone)
  })

  test('that came before leaves nothing to do', async () => {
    const { work, calls } = failing()
    expect(await outcome(retry(work, { ...options, signal: AbortSignal.abort(gone) }))).toBe(gone)
    expect(calls).toEqual([])
  })
})
