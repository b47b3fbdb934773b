import { describe, expect, test } from 'vitest'
import { boundedLastGood } from './bounded-last-good.ts'

const seen = (data: string) => ({ asOf: '2026-11-24T13:00:00.000Z', data })

describe('the last good values', () => {
  test('are recalled by the key that read them only', () => {
    const memory = boundedLastGood<string>()
    memory.keep('mine', 'all', seen('37'))
    expect(memory.recall('mine', 'all')).toEqual(seen('37'))
    expect(memory.recall('mine', 'other')).toBeUndefined()
    expect(memory.recall('yours', 'all')).toBeUndefined()
  })

  test('are as many as there is room for; what was used least recently goes', () => {
    const memory = boundedLastGood<string>({ capacity: 2 })
    memory.keep('a', '', seen('1'))
    memory.keep('b', '', seen('2'))
    memory.recall('a', '')
    memory.keep('c', '', seen('3'))
    expect(memory.recall('b', '')).toBeUndefined()
    expect([memory.recall('a', '')?.data, memory.recall('c', '')?.data]).toEqual(['1', '3'])
  })

  test('are forgotten by key', () => {
    const memory = boundedLastGood<string>()
    memory.keep('a', 'one', seen('1'))
    memory.keep('a', 'two', seen('2'))
    memory.keep('b', 'one', seen('3'))
    memory.forget('a')
    expect([memory.recall('a', 'one'), memory.recall('a', 'two'), memory.recall('b', 'one')?.data]).toEqual([
      undefined,
      undefined,
      '3',
    ])
  })
})
