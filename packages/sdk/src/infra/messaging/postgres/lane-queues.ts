import type { Claimed } from './claims.ts'

/** What was taken and is not begun, by lane: one message of each at a time, in order, the lane that waits longest first. */
export class LaneQueues {
  /** Also lanes of which one is under way and nothing waits. */
  readonly #lanes = new Map<string, Claimed[]>()
  /** Lanes that have something to begin. */
  #ready: string[] = []

  /** How many can be begun at once: what waits behind one that is under way does not count. */
  get ready(): number {
    return this.#ready.length
  }

  add(rows: readonly Claimed[]): void {
    for (const row of rows) {
      const lane = this.#lanes.get(row.lane)
      if (lane) lane.push(row)
      else {
        this.#lanes.set(row.lane, [row])
        this.#ready.push(row.lane)
      }
    }
  }

  /** The next to begin; its lane is busy until `free`. */
  next(): Claimed | undefined {
    const name = this.#ready.shift()
    if (name === undefined) return undefined
    return this.#lanes.get(name)!.shift()
  }

  free(name: string): void {
    if (this.#lanes.get(name)!.length === 0) this.#lanes.delete(name)
    else this.#ready.push(name)
  }

  /** Takes out what waits behind the one of a lane that is under way. */
  behind(name: string): readonly Claimed[] {
    return this.#lanes.get(name)!.splice(0)
  }

  /** Takes out all that is not begun. */
  clear(): readonly Claimed[] {
    const rows = [...this.#lanes.values()].flatMap((lane) => lane.splice(0))
    this.#ready = []
    return rows
  }
}
