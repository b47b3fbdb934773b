import { distance } from './distance.ts'
import { notSeen } from './not-seen.ts'

/** Something that was seen to happen. */
export interface Fact {
  /** `published`, `handled`, … */
  readonly what: string
  readonly type: string
  readonly failure?: Error
}

/** Which fact is asked for. */
export interface Wanted<Seen extends Fact> {
  readonly what: string
  readonly type: string
  readonly told: unknown
  /** What may be told of a fact: the same data as they came, and as they were read. */
  readonly forms: (fact: Seen) => readonly unknown[]
}

/** All that was seen, in its order, and whoever waits for more. */
export class Facts<Seen extends Fact> {
  readonly #seen: Seen[] = []
  readonly #ears = new Set<() => void>()
  #end: Error | undefined

  note(fact: Seen): void {
    this.#seen.push(fact)
    this.#wake()
  }

  /** What makes them happen has failed: who waits need not wait longer. */
  end(reason: Error): void {
    this.#end ??= reason
    this.#wake()
  }

  all(wanted: Wanted<Seen>): readonly Seen[] {
    return this.#seen.filter((fact) => isWanted(wanted, fact))
  }

  /** The first of them: at once when it has happened. Rejects with `testing.not_seen` after `within` milliseconds. */
  async first(wanted: Wanted<Seen>, within: number): Promise<Seen> {
    const deadline = performance.now() + within
    for (let looked = 0; ;) {
      const fact = this.#seen.slice(looked).find((one) => isWanted(wanted, one))
      if (fact) return fact
      looked = this.#seen.length
      if (this.#end) throw this.#end
      const left = deadline - performance.now()
      if (left <= 0) throw notSeen(wanted, this.#seen, within)
      await this.#change(left)
    }
  }

  async #change(within: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, within)
    this.#ears.add(resolve)
    await promise
    this.#ears.delete(resolve)
    clearTimeout(timer)
  }

  #wake(): void {
    for (const ear of this.#ears) ear()
  }
}

const isWanted = <Seen extends Fact>(wanted: Wanted<Seen>, fact: Seen): boolean =>
  fact.what === wanted.what && fact.type === wanted.type && distance(wanted, fact).length === 0
