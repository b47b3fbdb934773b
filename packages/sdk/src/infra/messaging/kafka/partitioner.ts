/**
 * The partition that Java's default partitioner gives to a key, and kafkajs, Spring and librdkafka's `murmur2_random`
 * with it: the same key is in the same place whoever wrote it.
 */
export const partitionOf = (key: Uint8Array, partitions: number): number => (murmur2(key) & 0x7fffffff) % partitions

const m = 0x5bd1e995
const seed = 0x9747b28c

/** Murmur2 with Kafka's seed, as a signed 32-bit integer. */
export const murmur2 = (bytes: Uint8Array): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length & ~3
  let hash = seed ^ bytes.length
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(view.getInt32(at, true), m)
    word = Math.imul(word ^ (word >>> 24), m)
    hash = Math.imul(hash, m) ^ word
  }
  return finished(hash, bytes.subarray(whole))
}

const finished = (hash: number, tail: Uint8Array): number => {
  let last = hash
  if (tail.length > 0) {
    for (const [place, byte] of tail.entries()) last ^= byte << (8 * place)
    last = Math.imul(last, m)
  }
  last = Math.imul(last ^ (last >>> 13), m)
  return last ^ (last >>> 15)
}
