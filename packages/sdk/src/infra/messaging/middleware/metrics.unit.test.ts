import { expect, test } from 'vitest'
import { acked, attending } from '../../../../test/an-attempt.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { Measurement } from '../../../seedwork/middleware/metrics.ts'
import type { Attend } from '../attempt.ts'
import { metrics } from './metrics.ts'

const failure = new Failure('invalid', 'test.failed', 'it failed')

test.each<[string, string, Attend]>([
  ['ok', 'acked', async () => acked],
  ['test.failed', 'retried', async () => ({ became: 'retried', failure, after: 1 })],
  ['test.failed', 'parked', async () => ({ became: 'parked', failure })],
  ['test.failed', 'left', () => Promise.reject(failure)],
  ['error', 'left', () => Promise.reject(new Error('a bug'))],
])('an attempt is measured once, and labelled %s and %s', async (outcome, became, inside) => {
  const told: Measurement[] = []
  const result = await attending(metrics({ emit: (measurement) => void told.push(measurement) }), inside)
  expect(result).toEqual(await attending((next) => next, inside))
  expect(told).toEqual([
    {
      name: 'baltra.consumer.attempt',
      value: expect.any(Number),
      unit: 'ms',
      labels: { consumer: 'tester', type: 'test.happened', outcome, became },
    },
  ])
})

test.each<[string, Attend]>([
  ['went well', async () => acked],
  ['failed', () => Promise.reject(failure)],
])('a sink that fails changes nothing of an attempt that %s, and is asked once', async (_, inside) => {
  let asked = 0
  const emit = () => {
    asked += 1
    throw new Error('no route to the collector')
  }
  expect(await attending(metrics({ emit }), inside)).toEqual(await attending((next) => next, inside))
  expect(asked).toBe(1)
})
