/**
 * How far one partition is done. Kafka keeps a position, not messages: it may only pass what has been settled, whatever
 * else was settled out of turn. Offsets have gaps, where a log was compacted or a transaction rolled back.
 */
export class Watermark {
  /** What is begun and not settled, in the order of the log. */
  readonly #open = new Set<bigint>()
  #highest = -1n
  #saved = -1n

  /** False for what was begun already: a group that joins again reads again from its position. */
  begin(offset: bigint): boolean {
    if (offset <= this.#highest) return false
    this.#highest = offset
    this.#open.add(offset)
    return true
  }

  settle(offset: bigint): void {
    this.#open.delete(offset)
  }

  /** The next offset to be read by whoever comes after us, unless that is saved already. */
  get unsaved(): bigint | undefined {
    if (this.#highest < 0n) return undefined
    const [first = this.#highest + 1n] = this.#open
    return first > this.#saved ? first : undefined
  }

  /** The position never moves back. */
  save(offset: bigint): void {
    if (offset > this.#saved) this.#saved = offset
  }
}
