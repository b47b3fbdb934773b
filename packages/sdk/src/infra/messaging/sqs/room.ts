/** How many handlers may run at once, and who waits for a place. */
export class Room {
  readonly #places: number
  readonly #waiting: ((isTheirs: boolean) => void)[] = []
  #taken = 0
  #isClosed = false
  #change = Promise.withResolvers<void>()

  constructor(places: number) {
    this.#places = places
  }

  /** Places that nobody has and nobody waits for. */
  get free(): number {
    return Math.max(0, this.#places - this.#taken - this.#waiting.length)
  }

  /** Resolves when something has changed. */
  get changed(): Promise<void> {
    return this.#change.promise
  }

  /** Resolves with whether the place is yours. Once it is closed nobody gets one. */
  async enter(): Promise<boolean> {
    if (this.#isClosed) return false
    if (this.#taken >= this.#places) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#taken += 1
    return true
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next) next(true)
    else this.#taken -= 1
    this.tell()
  }

  close(): void {
    this.#isClosed = true
    for (const next of this.#waiting.splice(0)) next(false)
    this.tell()
  }

  tell(): void {
    this.#change.resolve()
    this.#change = Promise.withResolvers()
  }
}
