/** Room for so many handlers at once, also of connections that were lost meanwhile. */
export class Slots {
  readonly #under = new Set<Promise<void>>()
  #free: number

  constructor(count: number) {
    this.#free = count
  }

  get free(): number {
    return this.#free
  }

  /** Work that leaves its slot when it says so, and at its end at the latest. */
  run(work: (leave: () => void) => Promise<void>): void {
    this.#free -= 1
    let isIn = true
    const leave = (): void => {
      if (isIn) this.#free += 1
      isIn = false
    }
    const under = work(leave).finally(() => {
      leave()
      this.#under.delete(under)
    })
    this.#under.add(under)
  }

  /** Resolves when all that is under way has ended. */
  async empty(): Promise<void> {
    await Promise.all(this.#under)
  }
}
