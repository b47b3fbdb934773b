import { describe, expect, test } from 'vitest'
import { LaneHolds } from './lane-holds.ts'

describe('lanes that could not be sent', () => {
  test('wait longer from failure to failure, up to a bound, and others never', () => {
    const holds = new LaneHolds()
    let now = 0
    const waits: number[] = []
    for (let failure = 0; failure < 10; failure += 1) {
      holds.settle({ left: [], failed: ['a', 'a'], now })
      const wait = holds.nextIn(now, 60_000)
      expect(holds.held(now)).toEqual(['a'])
      expect(holds.held(now + wait - 1)).toEqual(['a'])
      expect(holds.held(now + wait)).toEqual([])
      waits.push(wait)
      now += wait
    }
    expect(waits.slice(0, 4)).toEqual([200, 400, 800, 1_600])
    expect(waits.at(-1)).toBe(10_000)
  })

  test('keep waiting while they are left alone, and are forgotten once they went', () => {
    const holds = new LaneHolds()
    holds.settle({ left: [], failed: ['a', 'b'], now: 0 })
    holds.settle({ left: ['a', 'b'], failed: [], now: 100 })
    expect(holds.held(100)).toEqual(['a', 'b'])
    holds.settle({ left: [], failed: ['b'], now: 200 })
    expect(holds.held(200)).toEqual(['b'])
    expect(holds.nextIn(200, 60_000)).toBe(400)
    holds.settle({ left: [], failed: [], now: 1_000 })
    expect([holds.held(1_000), holds.nextIn(1_000, 777)]).toEqual([[], 777])
  })
})
