import { describe, expect, test } from 'vitest'
import type { Claimed } from './claims.ts'
import { LaneQueues } from './lane-queues.ts'

const row = (id: string): Claimed => ({ id, lane: id[0]!, topic: 't', message: {}, started: 1, finished: 0 })
const rows = (...ids: readonly string[]) => ids.map(row)
const all = (queues: LaneQueues) => {
  const ids: string[] = []
  for (let next = queues.next(); next; next = queues.next()) ids.push(next.id)
  return ids
}

describe('queues by lane', () => {
  test('give one of each lane, and the next of a lane when it is free', () => {
    const queues = new LaneQueues()
    queues.add(rows('a1', 'a2', 'b1', 'c1', 'c2'))
    expect(queues.ready).toBe(3)
    expect(all(queues)).toEqual(['a1', 'b1', 'c1'])
    queues.free('c')
    queues.free('b')
    queues.free('a')
    expect(all(queues)).toEqual(['c2', 'a2'])
  })

  test('what comes for a lane that is under way waits behind it', () => {
    const queues = new LaneQueues()
    queues.add(rows('a1'))
    expect(all(queues)).toEqual(['a1'])
    queues.add(rows('a2'))
    expect([queues.ready, ...all(queues)]).toEqual([0])
    queues.free('a')
    expect(all(queues)).toEqual(['a2'])
  })

  test('let go of what waits behind one, and take what comes again', () => {
    const queues = new LaneQueues()
    queues.add(rows('a1', 'a2', 'a3'))
    queues.next()
    expect(queues.behind('a')).toEqual(rows('a2', 'a3'))
    queues.add(rows('a1', 'a2'))
    queues.free('a')
    expect(all(queues)).toEqual(['a1'])
  })

  test('give back all that is not begun', () => {
    const queues = new LaneQueues()
    queues.add(rows('a1', 'a2', 'b1'))
    queues.next()
    expect(queues.clear()).toEqual(rows('a2', 'b1'))
    queues.free('a')
    expect(all(queues)).toEqual([])
  })
})
