import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { logger } from '../logging/index.ts'
import { gracefulShutdown, type ShutdownOptions, type ShutdownStep } from './index.ts'

const signals = ['SIGTERM', 'SIGINT'] as const

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  for (const signal of signals) process.removeAllListeners(signal)
})

const started = (steps: (order: string[]) => ShutdownStep[], options: ShutdownOptions = {}) => {
  const order: string[] = []
  const lines: string[] = []
  const exits: number[] = []
  const log = logger({ service: 'test', destination: { write: (line) => lines.push(line) } })
  const exit = (code: number): void => void exits.push(code)
  const shutdown = gracefulShutdown({ logger: log, steps: steps(order) }, { exit, ...options })
  return { shutdown, order, exits, text: () => lines.join('') }
}

const raise = async (signal: NodeJS.Signals): Promise<void> => {
  process.emit(signal, signal)
  await vi.advanceTimersByTimeAsync(0)
}

const step = (order: string[], name: string, milliseconds = 0): ShutdownStep => ({
  name,
  run: async () => {
    order.push(`${name} begins`)
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds))
    order.push(`${name} ends`)
  },
})

describe('a process', () => {
  test.each(signals)('does its steps in order at %s, and ends well', async (signal) => {
    const { order, exits, text } = started((o) => [step(o, 'http', 50), step(o, 'database')])
    await raise(signal)
    expect(order).toEqual(['http begins'])
    await vi.advanceTimersByTimeAsync(50)
    expect(order).toEqual(['http begins', 'http ends', 'database begins', 'database ends'])
    expect(exits).toEqual([0])
    expect(text()).toContain(`"signal":"${signal}"`)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('goes on with the next step when one fails, and says so at its end', async () => {
    const fails = { name: 'relay', run: () => Promise.reject(new Error('stuck')) }
    const throws = {
      name: 'consumer',
      run: (): never => {
        throw new Error('broken')
      },
    }
    const { order, exits, text } = started((o) => [fails, throws, step(o, 'database')])
    await raise('SIGTERM')
    expect(order).toEqual(['database begins', 'database ends'])
    expect(exits).toEqual([1])
    expect(text()).toMatch(/"step":"relay".*stuck[^]*"step":"consumer".*broken/)
  })

  test('does not wait longer than its limit', async () => {
    const { exits, text } = started((o) => [step(o, 'http', 60_000)], { limit: 500 })
    await raise('SIGTERM')
    await vi.advanceTimersByTimeAsync(499)
    expect(exits).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(exits).toEqual([1])
    expect(text()).toContain('not stopped in time')
  })

  test('ends at once at a second signal, and does nothing twice', async () => {
    const { order, exits } = started((o) => [step(o, 'http', 50)])
    await raise('SIGINT')
    await raise('SIGINT')
    expect([exits, order]).toEqual([[130], ['http begins']])
  })

  test('that can not go on does its steps too, and ends badly', async () => {
    const { shutdown, order, exits, text } = started((o) => [step(o, 'http')])
    await shutdown.now(new Error('the relay died'))
    expect([order, exits]).toEqual([['http begins', 'http ends'], [1]])
    expect(text()).toContain('the relay died')
  })

  test('listens to signals only when asked', () => {
    expect(signals.map((signal) => process.listenerCount(signal))).toEqual([0, 0])
    started(() => [])
    expect(signals.map((signal) => process.listenerCount(signal))).toEqual([1, 1])
  })
})
