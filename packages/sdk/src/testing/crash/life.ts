/**
 * One process from its start to its end, or to its death. It passes points, before and after each call to the outside, and
 * dies at the last of those that it has been given.
 */
export class Life {
  /** The points that it came to, in order. When it has died the last one is where. */
  readonly points: string[] = []
  /** Resolves when it dies. */
  readonly death: Promise<void>
  readonly #die: () => void
  readonly #given: number
  readonly #times = new Map<string, number>()
  #isDead = false

  constructor({ points = Number.POSITIVE_INFINITY }: { readonly points?: number } = {}) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.death = promise
    this.#die = resolve
    this.#given = points
  }

  get isDead(): boolean {
    return this.#isDead
  }

  /** Whether it lives on behind this point. */
  passes(point: string): boolean {
    if (this.#isDead) return false
    const times = (this.#times.get(point) ?? 0) + 1
    this.#times.set(point, times)
    this.points.push(times === 1 ? point : `${point} #${times}`)
    if (this.points.length < this.#given) return true
    this.#isDead = true
    this.#die()
    return false
  }
}
