import { describe, expect, test } from 'vitest'
import { logger } from '../logging/index.ts'
import { logSink, metrics, type Measurement } from './index.ts'

const measurement: Measurement = { name: 'baltra.outbox.depth', value: 3, unit: 'count', labels: { topic: 'embudo' } }

describe('a measurement', () => {
  test('goes to every sink, also when one of them is broken', () => {
    const seen: Measurement[] = []
    const broken = (): never => {
      throw new Error('the vendor is down')
    }
    metrics(broken, (one) => seen.push(one)).emit(measurement)
    expect(seen).toEqual([measurement])
  })

  test('goes nowhere when there is no sink', () => {
    expect(() => metrics().emit(measurement)).not.toThrow()
  })

  test('can be a line in the log', () => {
    const lines: string[] = []
    const log = logger({ service: 'test', level: 'debug', destination: { write: (line) => lines.push(line) } })
    metrics(logSink({ logger: log })).emit(measurement)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'debug', msg: 'measurement', ...measurement })
  })
})
