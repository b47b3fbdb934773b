/** The most entries of a batch, of any kind. */
export const batchEntries = 10

/** In their order, in groups of ten at most and of no more bytes than that. One that is larger by itself goes alone. */
export const split = <Entry extends { readonly bytes: number }>(
  entries: readonly Entry[],
  mostBytes: number,
): readonly Entry[][] => {
  const batches: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    const last = batches.at(-1)
    if (last && last.length < batchEntries && entry.bytes <= room) last.push(entry)
    else {
      batches.push([entry])
      room = mostBytes
    }
    room -= entry.bytes
  }
  return batches
}
