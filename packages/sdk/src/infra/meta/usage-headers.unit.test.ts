import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { waitHint } from './usage-headers.ts'

const wait = (headers: Record<string, string>, node = '1'): number | undefined => waitHint(new Headers(headers), node)

const useCase = (minutes: unknown) => ({ type: 'leadgen', call_count: 100, estimated_time_to_regain_access: minutes })
const useCases = (usage: object): Record<string, string> => ({ 'X-Business-Use-Case-Usage': JSON.stringify(usage) })
const account = (usage: object): Record<string, string> => ({ 'X-Ad-Account-Usage': JSON.stringify(usage) })

describe('the usage headers', () => {
  test('count minutes for a business use case', () => {
    expect(wait(useCases({ 1: [useCase(58)] }))).toBe(3_480_000)
  })

  test('count seconds for an ad account', () => {
    expect(wait(account({ acc_id_util_pct: 100, reset_time_duration: 90 }))).toBe(90_000)
  })

  test('mean the object of the call, and the worst of its use cases', () => {
    const usage = { 1: [useCase(3), useCase(5)], 2: [useCase(60)] }
    expect(wait(useCases(usage))).toBe(5 * 60_000)
    expect(wait(useCases(usage), 'act_1')).toBe(5 * 60_000)
  })

  test('mean the worst, when they only tell of other objects', () => {
    expect(wait(useCases({ 2: [useCase(3)], 3: [useCase(7)] }))).toBe(7 * 60_000)
    expect(wait(useCases({ 2: [useCase(3)] }), 'constructor')).toBe(3 * 60_000)
  })

  test('prefer the use case to the account', () => {
    const both = { ...useCases({ 1: [useCase(1)] }), ...account({ reset_time_duration: 90 }) }
    expect(wait(both)).toBe(60_000)
    expect(wait({ ...both, ...useCases({ 1: [useCase(0)] }) })).toBe(90_000)
  })

  test('leave the block of the access tier, when nothing else is told', () => {
    expect(wait(account({ acc_id_util_pct: 100, ads_api_access_tier: 'standard_access' }))).toBe(60_000)
    expect(wait(account({ acc_id_util_pct: 100, ads_api_access_tier: 'development_access' }))).toBe(300_000)
    expect(wait(account({ acc_id_util_pct: 99, ads_api_access_tier: 'development_access' }))).toBeUndefined()
    expect(wait(account({ acc_id_util_pct: 100 }))).toBeUndefined()
  })

  test('say nothing when they are absent, empty or garbled', () => {
    for (const garbled of [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{"1":null}',
      '{"1":[null,{"estimated_time_to_regain_access":"soon"}]}',
    ]) {
      expect(wait({ 'x-business-use-case-usage': garbled, 'x-ad-account-usage': garbled })).toBeUndefined()
    }
    expect(wait({})).toBeUndefined()
    expect(wait(account({ acc_id_util_pct: 'x', reset_time_duration: -1 }))).toBeUndefined()
  })

  test('are read past a garbled part', () => {
    expect(wait(useCases({ 2: 'x', 1: [7, useCase(2)] }))).toBe(120_000)
  })

  test('are never a reason to throw', () => {
    const value = fc.oneof(fc.json(), fc.stringMatching(/^[ -~]*$/))
    fc.assert(
      fc.property(value, value, fc.string(), (one, other, node) => {
        const hint = waitHint({ get: (name) => (name.includes('account') ? one : other) }, node)
        return hint === undefined || hint > 0
      }),
    )
  })
})
