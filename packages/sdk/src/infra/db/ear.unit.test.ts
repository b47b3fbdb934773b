import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Ear } from './ear.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const stop = () => new AbortController()
const anEar = () => new Ear(() => undefined)

describe('an ear', () => {
  test('wakes when it is rung for', async () => {
    const ear = anEar()
    const waiting = ear.wait(60_000, stop().signal)
    ear.wake()
    await waiting
    expect(vi.getTimerCount()).toBe(0)
  })

  test('has heard what rang while it was busy, once', async () => {
    const ear = anEar()
    ear.wake()
    ear.wake()
    await ear.wait(60_000, stop().signal)
    let woken = false
    const waiting = ear.wait(60_000, stop().signal).then(() => (woken = true))
    await vi.advanceTimersByTimeAsync(59_999)
    expect(woken).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await waiting
  })

  test('wakes when told to stop, and leaves no timer and no listener', async () => {
    const ear = anEar()
    const { signal, abort } = ((controller) => ({ signal: controller.signal, abort: () => controller.abort() }))(stop())
    for (let round = 0; round < 20; round += 1) {
      const waiting = ear.wait(60_000, signal)
      ear.wake()
      await waiting
    }
    expect([vi.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([0, 0])
    const waiting = ear.wait(60_000, signal)
    abort()
    await waiting
    await ear.wait(60_000, signal)
    expect([vi.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([0, 0])
  })
})
