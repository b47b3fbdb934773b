const calm = 2_000
const longest = 30_000

/**
 * Milliseconds until the next question: two seconds while all is well; after failures twice as long each time, up to
 * thirty seconds, of which a random half is left out so that many pages do not come back at the same instant.
 */
export const delayAfter = (failures: number, random: () => number = Math.random): number => {
  if (failures === 0) return calm
  const most = Math.min(longest, calm * 2 ** failures)
  return most / 2 + (most / 2) * random()
}
