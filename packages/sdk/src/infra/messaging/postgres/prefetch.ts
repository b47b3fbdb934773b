/** Used up sooner than this, what was taken was too little; later than that, too much. In milliseconds. */
const soon = 50
const late = 200
const longest = 500

/**
 * How much to take beyond what can be begun at once: nothing as long as handling takes its time, so that other instances
 * get their share, and ever more where a message takes less than fetching it.
 */
export class Prefetch {
  readonly #concurrency: number
  #ahead = 0
  #last = -Infinity

  constructor(concurrency: number) {
    this.#concurrency = concurrency
  }

  /** How many to take now. */
  appetite({ free, ready }: { readonly free: number; readonly ready: number }): number {
    return ready > this.#ahead / 2 ? 0 : Math.max(0, free + this.#ahead - ready)
  }

  /** There was as much as was asked for. How long it took to get it says nothing about how long it lasts. */
  sated({ asked, given }: { readonly asked: number; readonly given: number }): void {
    const lasted = asked - this.#last
    this.#last = given
    if (lasted < soon) this.#ahead = Math.min(longest, Math.max(this.#concurrency, 2 * this.#ahead))
    else if (lasted > late) this.#ahead = Math.floor(this.#ahead / 2)
  }
}
