import { describe, expect, test } from 'vitest'
import { laneFaults } from './lane-faults.ts'

const whole = { missing: [], doubled: [], neverGiven: [] }

describe('a lane of which some numbers wait', () => {
  test.each([
    ['all of them', [1, 2, 3], 3],
    ['the last ones, for the others were sent', [4, 5, 6], 6],
    ['one', [9], 9],
    ['none, for all were sent', [], 9],
  ])('is whole with %s', (_, waiting, last) => {
    expect(laneFaults(waiting, last)).toEqual(whole)
  })

  test.each([
    ['in the middle', [1, 2, 5, 6], 6, [{ from: 3, to: 4 }]],
    ['at the end', [1, 2], 4, [{ from: 3, to: 4 }]],
    ['in several places', [1, 3, 5], 6, [2, 4, 6].map((number) => ({ from: number, to: number }))],
  ])('has a hole %s', (_, waiting, last, missing) => {
    expect(laneFaults(waiting, last)).toEqual({ ...whole, missing })
  })

  test('has doubles, each told once', () => {
    expect(laneFaults([3, 2, 3, 4, 3, 4], 4)).toEqual({ ...whole, doubled: [3, 4] })
  })

  test('has numbers that were never given', () => {
    expect(laneFaults([4, 5, 6, 8], 4)).toEqual({
      ...whole,
      neverGiven: [
        { from: 5, to: 6 },
        { from: 8, to: 8 },
      ],
    })
    expect(laneFaults([1], 0)).toEqual({ ...whole, neverGiven: [{ from: 1, to: 1 }] })
  })

  test('has a double that hides a hole from whoever only counts', () => {
    expect(laneFaults([1, 2, 2, 4], 4)).toEqual({ ...whole, missing: [{ from: 3, to: 3 }], doubled: [2] })
  })
})
