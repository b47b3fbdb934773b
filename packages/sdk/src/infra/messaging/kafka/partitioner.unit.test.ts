import { Partitioners } from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../testing/chaos/seeded-random.ts'
import { seeded } from '../../../testing/index.ts'
import { murmur2, partitionOf } from './partitioner.ts'

describe('murmur2', () => {
  // From Kafka's own tests of its Java client.
  test.each([
    ['21', -973_932_308],
    ['foobar', -790_332_482],
    ['a-little-bit-long-string', -985_981_536],
    ['a-little-bit-longer-string', -1_486_304_829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
    ['abc', 479_470_107],
  ])('of %s is what Java says', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash)
  })

  test('looks at the bytes that it is given and not at those beside them', () => {
    const bytes = Buffer.from('xxfoobarxx')
    expect(murmur2(bytes.subarray(2, 8))).toBe(-790_332_482)
  })
})

describe('a partition', () => {
  test('is the one that kafkajs chooses, whatever the key and the number of partitions', async () => {
    const differing = await seeded(async (seed) => {
      const random = seededRandom(seed)
      const theirs = Partitioners.DefaultPartitioner()
      return Array.from({ length: 2_000 }, () => {
        const key = Buffer.from(Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256)))
        const count = 1 + Math.floor(random() * 20)
        const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({ partitionId, leader: 1 }))
        const chosen = theirs({
          topic: 't',
          partitionMetadata: partitionMetadata as never,
          message: { key, value: '' },
        })
        return { key: key.toString('hex'), count, ours: partitionOf(key, count), chosen }
      }).filter(({ key, ours, chosen }) => key !== '' && ours !== chosen)
    })
    expect(differing).toEqual([])
  })
})
