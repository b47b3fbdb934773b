import { describe, expect, test } from 'vitest'
import { fallback, ok } from './section.ts'

const seen = { asOf: '2026-11-24T13:00:00.000Z', data: { total: 37 } }

describe('a section', () => {
  test('that was read is ok', () => {
    expect(ok(seen)).toEqual({ status: 'ok', ...seen })
  })

  test('that could not be read is the last good value, as old as it is', () => {
    expect(fallback(seen)).toEqual({ status: 'stale', ...seen })
  })

  test('that never was read has no data at all, not zeros', () => {
    expect(fallback(undefined)).toEqual({ status: 'unavailable', asOf: null, data: null })
  })
})
