import { describe, expect, test } from 'vitest'
import { received } from '../../../../test/kafka/received.ts'
import { Ownership } from './ownership.ts'

const member = (generationId: number, partitions: readonly number[], memberId = 'me') => ({
  memberId,
  generationId,
  assignments: [{ topic: 'topic', partitions }],
})

/** Owns partition 0, of which offset 4 is settled, and partition 1. */
const owning = (): Ownership => {
  const ownership = new Ownership()
  ownership.joined(member(3, [0, 1]))
  const { watermark } = ownership.of(received(0, 4))!
  watermark.begin(4n)
  watermark.settle(4n)
  return ownership
}
const position = { topic: 'topic', partition: 0, offset: 5n }

describe('a partition', () => {
  test('is ours while we are told so', () => {
    const ownership = owning()
    expect(ownership.of(received(1, 0))).toBeDefined()
    expect(ownership.of(received(2, 0))).toBeUndefined()
    expect(ownership.unsaved()).toEqual([position])
  })

  test('that the next generation leaves us goes on where it was', () => {
    const ownership = owning()
    const before = ownership.of(received(0, 0))
    ownership.joined(member(4, [0, 2]))
    expect(ownership.of(received(0, 0))).toBe(before)
    expect(ownership.unsaved()).toEqual([position])
  })

  test('that it does not leave us is lost, and its position never saved', () => {
    const ownership = owning()
    const before = ownership.of(received(0, 0))!
    ownership.joined(member(4, [1]))
    expect(before.isLost).toBe(true)
    expect(ownership.unsaved()).toEqual([])
    ownership.joined(member(5, [0, 1]))
    expect(ownership.of(received(0, 0))).not.toBe(before)
    expect(ownership.unsaved()).toEqual([])
  })

  test.each([
    ['a generation was missed', member(5, [0, 1])],
    ['we are another member now', member(4, [0, 1], 'another me')],
  ])('may have been somebody else\u2019s when %s', (_why, after) => {
    const ownership = owning()
    const before = ownership.of(received(0, 0))!
    ownership.joined(after)
    expect(before.isLost).toBe(true)
    expect(ownership.of(received(0, 0))?.isLost).toBe(false)
    expect(ownership.unsaved()).toEqual([])
  })

  test('has its offsets begin anew when its topic was made anew', () => {
    const ownership = owning()
    ownership.renew(member(3, [0, 1]))
    expect(ownership.of(received(0, 0))!.watermark.begin(0n)).toBe(true)
  })

  test.each([
    ['the broker has put us into the next generation', () => member(4, [0, 1])],
    ['the broker knows us no more', () => member(3, [0, 1], 'nobody')],
    ['its topic was made anew', (ownership: Ownership) => (ownership.renew(member(3, [0, 1])), member(3, [0, 1]))],
  ])('is not as it was once %s', (_what, happens) => {
    const ownership = owning()
    let now = member(3, [0, 1])
    const isOurs = ownership.asOfNow({
      get memberId() {
        return now.memberId
      },
      get generationId() {
        return now.generationId
      },
      assignments: [],
    })
    expect(isOurs()).toBe(true)
    now = happens(ownership)
    expect(isOurs()).toBe(false)
  })

  test('is not saved twice', () => {
    const ownership = owning()
    ownership.saved(ownership.unsaved())
    expect(ownership.unsaved()).toEqual([])
  })
})
