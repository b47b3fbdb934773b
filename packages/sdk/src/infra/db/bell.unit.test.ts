import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Bell, type Line } from './bell.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const untilTold = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
const aLine = (overrides: Partial<Line> = {}) => {
  let notified = 0
  let listened = 0
  const line: Line = {
    notify: async () => void (notified += 1),
    listen: (_ring, signal) => {
      listened += 1
      return untilTold(signal)
    },
    ...overrides,
  }
  return { line, notified: () => notified, listened: () => listened }
}

describe('a bell', () => {
  test('rings at once in this process, for everybody who waits', async () => {
    await using bell = new Bell(aLine().line)
    const { signal } = new AbortController()
    const waiting = [bell.ear(), bell.ear()].map((ear) => ear.wait(60_000, signal))
    bell.ring()
    await expect(Promise.all(waiting)).resolves.toHaveLength(2)
  })

  test('rings elsewhere once in a while, and never swallows the last ring', async () => {
    const { line, notified } = aLine()
    await using bell = new Bell(line)
    for (let count = 0; count < 1_000; count += 1) bell.ring()
    expect(notified()).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(notified()).toBe(2)
    bell.ring()
    expect(notified()).toBe(3)
  })

  test('that can not ring elsewhere still rings here', async () => {
    await using bell = new Bell(aLine({ notify: () => Promise.reject(new Error('down')) }).line)
    const waiting = bell.ear().wait(60_000, new AbortController().signal)
    bell.ring()
    await expect(waiting).resolves.toBeUndefined()
  })

  test('listens once, however many ears it has, and again when its line breaks', async () => {
    vi.useRealTimers()
    let listened = 0
    const { line } = aLine({
      listen: (_ring, signal) => {
        listened += 1
        return listened === 1 ? Promise.reject(new Error('cut')) : untilTold(signal)
      },
    })
    await using bell = new Bell(line)
    bell.ear()
    bell.ear()
    expect(listened).toBe(1)
    await expect.poll(() => listened, { timeout: 5_000 }).toBe(2)
  })

  test('does not listen before somebody waits, and ends its listening when it is put away', async () => {
    const { line, listened } = aLine()
    const bell = new Bell(line)
    bell.ring()
    expect(listened()).toBe(0)
    bell.ear()
    await bell[Symbol.asyncDispose]()
    await vi.advanceTimersByTimeAsync(5_000)
    expect([listened(), vi.getTimerCount()]).toEqual([1, 0])
  })

  test('forgets who no longer listens', async () => {
    await using bell = new Bell(aLine().line)
    const { signal } = new AbortController()
    const gone = bell.ear()
    gone[Symbol.dispose]()
    let woken = false
    void gone.wait(60_000, signal).then(() => (woken = true))
    bell.ring()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(woken).toBe(false)
  })
})
