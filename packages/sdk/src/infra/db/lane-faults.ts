/** Neighbouring numbers, both ends included. */
export interface NumberRange {
  readonly from: number
  readonly to: number
}

export interface LaneFaults {
  /** Numbers that were handed out, come after a row that waits, and have no row: they can't have been sent. */
  readonly missing: readonly NumberRange[]
  /** Numbers that more than one row has. */
  readonly doubled: readonly number[]
  /** Numbers that rows have and that were never handed out. */
  readonly neverGiven: readonly NumberRange[]
}

/**
 * What is wrong with the rows that wait in a lane: they must be the last numbers that were handed out, each of them once.
 * Whatever is before the first of them was sent.
 */
export const laneFaults = (waiting: readonly number[], last: number): LaneFaults => {
  const sorted = waiting.toSorted((one, other) => one - other)
  const given = sorted.filter((number) => number <= last)
  const missing: NumberRange[] = []
  // After the last row comes what would follow the last number: rows that are missing at the end are missing before it.
  for (const [index, number] of given.entries()) {
    const next = given[index + 1] ?? last + 1
    if (next > number + 1) missing.push({ from: number + 1, to: next - 1 })
  }
  const doubled = new Set(sorted.filter((number, index) => sorted[index - 1] === number))
  return { missing, doubled: [...doubled], neverGiven: ranges(sorted.filter((number) => number > last)) }
}

const ranges = (sorted: readonly number[]): readonly NumberRange[] => {
  const found: { from: number; to: number }[] = []
  for (const number of sorted) {
    const open = found.at(-1)
    if (open && number <= open.to + 1) open.to = number
    else found.push({ from: number, to: number })
  }
  return found
}
