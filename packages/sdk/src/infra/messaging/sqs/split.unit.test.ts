import { describe, expect, test } from 'vitest'
import { split } from './split.ts'

const entries = (...bytes: readonly number[]) => bytes.map((each, place) => ({ bytes: each, place }))
const shape = (bytes: readonly number[], most: number) =>
  split(entries(...bytes), most).map((batch) => batch.map(({ bytes: each }) => each))

describe('a batch', () => {
  test('has ten entries at most', () => {
    expect(
      shape(
        Array.from({ length: 23 }, () => 1),
        100,
      ).map(({ length }) => length),
    ).toEqual([10, 10, 3])
  })

  test('has no more bytes than that, and just as many', () => {
    expect(shape([60, 40, 1, 99, 2], 100)).toEqual([[60, 40], [1, 99], [2]])
  })

  test('keeps one that is larger by itself apart', () => {
    expect(shape([10, 200, 10, 10], 100)).toEqual([[10], [200], [10, 10]])
  })

  test('of nothing is none', () => {
    expect(split([], 100)).toEqual([])
  })

  test('keeps the order', () => {
    const all = entries(...Array.from({ length: 50 }, (_, n) => (n * 37) % 60))
    expect(split(all, 100).flat()).toEqual(all)
  })
})
