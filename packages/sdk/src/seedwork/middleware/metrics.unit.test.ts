import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../../test/a-call.ts'
import { commandBus, defineCommand, on } from '../command-bus.ts'
import { Failure } from '../failure.ts'
import { metrics, type Measurement } from './metrics.ts'

const Save = defineCommand<void>()('test.save', z.strictObject({}))

describe('metrics', () => {
  const endings: readonly [string, () => Promise<void>][] = [
    ['ok', () => Promise.resolve()],
    ['conflict', () => Promise.reject(new Failure('conflict', 'a.b', 'c'))],
    ['error', () => Promise.reject(new Error('a bug'))],
  ]

  test.each(endings)('tell one duration of a call that ends as %s', async (outcome, handler) => {
    const told: Measurement[] = []
    const emit = (measurement: Measurement) => void told.push(measurement)
    const bus = commandBus({ middleware: [metrics({ emit })], handlers: [on(Save, handler)] })
    await bus.send(Save, {}, aCall()).catch(() => undefined)
    expect(told).toEqual([
      { name: 'baltra.call', value: expect.any(Number), unit: 'ms', labels: { name: 'test.save', outcome } },
    ])
  })

  test('change neither the answer nor the error', async () => {
    const boom = new Error('boom')
    const bus = commandBus({
      middleware: [metrics({ emit: () => undefined })],
      handlers: [on(Save, () => Promise.reject(boom))],
    })
    await expect(bus.send(Save, {}, aCall())).rejects.toBe(boom)
  })
})
