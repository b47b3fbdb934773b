import { describe, expect, test } from 'vitest'
import { ValueObject } from './value-object.ts'

class Metres extends ValueObject<number> {
  static of(value: number): Metres {
    return new Metres(value)
  }
}

class Grams extends ValueObject<number> {
  static of(value: number): Grams {
    return new Grams(value)
  }
}

describe('a value object', () => {
  test('is its value', () => {
    expect(Metres.of(2).equals(Metres.of(2))).toBe(true)
    expect(Metres.of(2).equals(Metres.of(3))).toBe(false)
  })

  test('of another kind is never the same', () => expect(Metres.of(2).equals(Grams.of(2))).toBe(false))

  test('is written as its value', () => {
    expect(String(Metres.of(2))).toBe('2')
    expect(JSON.stringify({ length: Metres.of(2) })).toBe('{"length":2}')
  })
})
