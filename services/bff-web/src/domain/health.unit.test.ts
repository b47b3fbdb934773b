import { describe, expect, test } from 'vitest'
import { healthOf } from './health.ts'

const fine = { name: 'hiring-api', status: 'ok', latencyMs: 3 } as const
const down = { name: 'partners-api', status: 'down', latencyMs: 2000 } as const

describe('health', () => {
  test('is ok while every service is', () => expect(healthOf([fine]).status).toBe('ok'))
  test('is degraded by a single one', () =>
    expect(healthOf([fine, down])).toEqual({ status: 'degraded', services: [fine, down] }))
})
