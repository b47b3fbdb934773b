import { describe, expect, test } from 'vitest'
import { assigner } from './assigner.ts'

const shares = (members: Readonly<Record<string, readonly string[]>>, topics: Readonly<Record<string, number>>) => {
  const subscribed = new Map(Object.entries(members).map(([id, wanted]) => [id, { topics: wanted }]))
  const counted = new Map(Object.entries(topics).map(([topic, partitionsCount]) => [topic, { partitionsCount }]))
  return Object.fromEntries(
    assigner(subscribed, counted).map(({ memberId, assignments }) => [
      memberId,
      [...assignments.values()].flatMap(({ topic, partitions }) =>
        partitions.map((partition) => `${topic}/${partition}`),
      ),
    ]),
  )
}

describe('partitions', () => {
  test('are dealt out evenly', () => {
    const members = { one: ['a', 'b'], two: ['a', 'b'], three: ['a', 'b'] }
    expect(shares(members, { a: 4, b: 2 })).toEqual({
      one: ['a/0', 'a/3'],
      three: ['a/1', 'b/0'],
      two: ['a/2', 'b/1'],
    })
  })

  test('go to nobody who has not subscribed their topic', () => {
    const members = { old: ['a'], young: ['a', 'b'] }
    expect(shares(members, { a: 2, b: 3 })).toEqual({ old: ['a/0'], young: ['a/1', 'b/0', 'b/1', 'b/2'] })
  })

  test('are the same whatever the order in which members and topics are told', () => {
    expect(shares({ two: ['a'], one: ['a'] }, { b: 1, a: 3 })).toEqual(
      shares({ one: ['a'], two: ['a'] }, { a: 3, b: 1 }),
    )
  })

  test('of a topic that nobody has subscribed are left alone, and a member more than there are has none', () => {
    expect(shares({ one: ['a'], two: ['a'] }, { a: 1, b: 1 })).toEqual({ one: ['a/0'], two: [] })
  })
})
