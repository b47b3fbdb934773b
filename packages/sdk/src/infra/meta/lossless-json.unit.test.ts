import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLosslessly } from './lossless-json.ts'

describe('JSON with long numbers', () => {
  test('keeps every digit of what a number cannot hold', () => {
    expect(parseLosslessly('{"id":120211234567890123,"in":[-9007199254740993]}')).toEqual({
      id: '120211234567890123',
      in: ['-9007199254740993'],
    })
  })

  test('leaves other numbers, and digits that were text, as they are', () => {
    const text = '{"a":9007199254740991,"b":1.5,"c":1e300,"d":-0.1,"e":"120211234567890123","f":0}'
    expect(parseLosslessly(text)).toEqual(JSON.parse(text))
  })

  test('reads any whole number back as it was written', () => {
    fc.assert(fc.property(fc.bigInt(), (id) => String(parseLosslessly(String(id))) === String(id)))
  })

  test('is JSON.parse for everything else', () => {
    const anything = fc.json().filter((text) => !/\d{16}/.test(text))
    fc.assert(fc.property(anything, (text) => isDeepStrictEqual(parseLosslessly(text), JSON.parse(text))))
  })

  test.each(['', '{', '<html>', "{'a':1}", '['.repeat(200_000) + ']'.repeat(200_000)])(
    'is nothing when it is none',
    (text) => {
      expect(parseLosslessly(text)).toBeUndefined()
    },
  )
})
