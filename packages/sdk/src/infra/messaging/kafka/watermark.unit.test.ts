import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../testing/chaos/seeded-random.ts'
import { seeded } from '../../../testing/index.ts'
import { Watermark } from './watermark.ts'

const begun = (...offsets: readonly bigint[]): Watermark => {
  const watermark = new Watermark()
  for (const offset of offsets) watermark.begin(offset)
  return watermark
}

describe('the position of a partition', () => {
  test('is nothing before something was read', () => {
    expect(new Watermark().unsaved).toBeUndefined()
  })

  test('stays at the first that is not settled, whatever is settled behind it', () => {
    const watermark = begun(10n, 11n, 12n)
    watermark.settle(11n)
    watermark.settle(12n)
    expect(watermark.unsaved).toBe(10n)
    watermark.settle(10n)
    expect(watermark.unsaved).toBe(13n)
  })

  test('passes gaps', () => {
    const watermark = begun(3n, 9n, 40n)
    watermark.settle(3n)
    expect(watermark.unsaved).toBe(9n)
    watermark.settle(9n)
    expect(watermark.unsaved).toBe(40n)
  })

  test('is not told twice, and never moves back', () => {
    const watermark = begun(0n, 1n)
    watermark.settle(0n)
    watermark.save(1n)
    expect(watermark.unsaved).toBeUndefined()
    watermark.save(0n)
    expect(watermark.unsaved).toBeUndefined()
  })

  test('does not care for what is settled twice, or was never begun', () => {
    const watermark = begun(5n, 6n)
    watermark.settle(6n)
    watermark.settle(6n)
    watermark.settle(4n)
    expect(watermark.unsaved).toBe(5n)
  })

  test('is that of a list in which what is settled is crossed out, in any order', async () => {
    const told = await seeded(async (seed) => {
      const random = seededRandom(seed)
      const offsets = Array.from({ length: 60 }, (_, n) => BigInt(3 * n))
      const watermark = begun(...offsets)
      const open = new Set(offsets)
      const order = offsets.toSorted(() => random() - 0.5)
      return order.map((offset) => {
        watermark.settle(offset)
        open.delete(offset)
        const [expected = offsets.at(-1)! + 1n] = open
        return { unsaved: watermark.unsaved, expected }
      })
    })
    for (const { unsaved, expected } of told) expect(unsaved).toBe(expected)
  })
})

describe('an offset', () => {
  test('is begun once: what is read again is ours already', () => {
    const watermark = begun(7n)
    expect(watermark.begin(7n)).toBe(false)
    expect(watermark.begin(3n)).toBe(false)
    watermark.settle(7n)
    expect(watermark.begin(7n)).toBe(false)
    expect(watermark.begin(8n)).toBe(true)
  })
})
