/** What waits in a lane for its turn. */
export interface Waiting {
  /** The same for a message that comes again. */
  readonly id: string
  readonly lane: string
}

/** Milliseconds until the next attempt; `undefined` when the message is settled. */
export type Again = number | undefined

interface Lane<Item> {
  readonly items: Item[]
  /** Whether an attempt at the first has begun: it is ours to end, whatever becomes of the connection. */
  isBegun: boolean
}

/**
 * Runs one attempt at a time in each lane, in the order of coming, and `concurrency` of them at once in all. What is to be
 * tried again keeps its place, and so holds its lane and no other.
 */
export class Lanes<Item extends Waiting> {
  readonly #concurrency: number
  readonly #attempt: (item: Item) => Promise<Again>
  readonly #lanes = new Map<string, Lane<Item>>()
  readonly #ready = new Set<string>()
  readonly #running = new Set<Promise<void>>()
  readonly #begun = new Set<string>()
  #isDrained = false

  /** `attempt` never rejects. */
  constructor(concurrency: number, attempt: (item: Item) => Promise<Again>) {
    this.#concurrency = concurrency
    this.#attempt = attempt
  }

  /** One that has been begun here is not taken a second time, and after `drain` none is: false. */
  put(item: Item): boolean {
    if (this.#isDrained || this.#begun.has(item.id)) return false
    const lane = this.#lanes.get(item.lane)
    if (lane) lane.items.push(item)
    else {
      this.#lanes.set(item.lane, { items: [item], isBegun: false })
      this.#open(item.lane)
    }
    return true
  }

  /** How many lanes have something to do: those that run, and those whose turn comes. */
  get active(): number {
    return this.#running.size + this.#ready.size
  }

  /** Forgets what fits and was not begun; answers how many. */
  forget(fits: (item: Item) => boolean): number {
    let forgotten = 0
    for (const [name, { items, isBegun }] of this.#lanes) {
      const kept = items.filter((item, place) => (isBegun && place === 0) || !fits(item))
      forgotten += items.length - kept.length
      items.splice(0, items.length, ...kept)
      if (kept.length === 0) this.#close(name)
    }
    return forgotten
  }

  /** Begins no attempt any more; resolves when those that run have ended. */
  async drain(): Promise<void> {
    this.#isDrained = true
    this.#lanes.clear()
    this.#ready.clear()
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  #open(name: string): void {
    this.#ready.add(name)
    this.#begin()
  }

  #begin(): void {
    for (const name of this.#ready) {
      if (this.#running.size >= this.#concurrency) return
      this.#ready.delete(name)
      const work = this.#run(name, this.#lanes.get(name)!).finally(() => {
        this.#running.delete(work)
        this.#begin()
      })
      this.#running.add(work)
    }
  }

  async #run(name: string, lane: Lane<Item>): Promise<void> {
    const first = lane.items[0]!
    lane.isBegun = true
    this.#begun.add(first.id)
    const again = await this.#attempt(first)
    const isGone = this.#lanes.get(name) !== lane
    if (again === undefined) {
      this.#begun.delete(first.id)
      lane.items.shift()
      lane.isBegun = false
    }
    if (isGone) return
    if (lane.items.length === 0) this.#close(name)
    else if (again === undefined) this.#open(name)
    else this.#openAfter(name, lane, again)
  }

  /** Keeps no process alive: that is for whoever consumes to do. */
  #openAfter(name: string, lane: Lane<Item>, milliseconds: number): void {
    setTimeout(() => {
      if (this.#lanes.get(name) === lane) this.#open(name)
    }, milliseconds).unref()
  }

  #close(name: string): void {
    this.#lanes.delete(name)
    this.#ready.delete(name)
  }
}
