/** Something to be done in its lane's turn. */
export interface Work {
  /** Works of one lane are done one after the other, in the order in which they came. */
  readonly lane: string
  /** True once it is not ours to do any more: it is then left undone. */
  readonly isGone: boolean
  /** Never rejects. Answers after how many milliseconds it wants to be done again, or nothing when it is done. */
  attempt(): Promise<number | undefined>
}

interface Lane {
  readonly name: string
  works: Work[]
  isBusy: boolean
}

/** Lanes side by side, so many at once; a lane whose first work waits to be done again takes nobody's place. */
export class Lanes {
  readonly #concurrency: number
  readonly #window: number
  readonly #lanes = new Map<string, Lane>()
  readonly #ready = new Set<Lane>()
  readonly #running = new Set<Promise<void>>()
  #size = 0
  #isPaused = false
  #isStopped = false
  #roomBell = Promise.withResolvers<void>()

  /** `window` is how many works may be here at once, running or waiting. */
  constructor({ concurrency, window }: { readonly concurrency: number; readonly window: number }) {
    this.#concurrency = concurrency
    this.#window = window
  }

  add(work: Work): void {
    if (this.#isStopped) return
    this.#size += 1
    const lane = this.#lanes.get(work.lane)
    if (lane) return void lane.works.push(work)
    const fresh = { name: work.lane, works: [work], isBusy: false }
    this.#lanes.set(work.lane, fresh)
    this.#open(fresh)
  }

  /** Resolves when there is place for another. */
  async room(): Promise<void> {
    while (this.#size >= this.#window && !this.#isStopped) await this.#roomBell.promise
  }

  /** Lets go of what is gone, and what has not begun of it. */
  forget(): void {
    for (const lane of this.#lanes.values()) this.#keep(lane, (work) => !work.isGone)
  }

  /** Begins nothing until `resume`; what runs goes on. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#pump()
  }

  /** Begins nothing any more. */
  stop(): void {
    this.#isStopped = true
    for (const lane of this.#lanes.values()) this.#keep(lane, () => false)
    this.#ring()
  }

  /** Resolves once nothing runs. */
  async ended(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  /** What runs stays until it has ended. */
  #keep(lane: Lane, isKept: (work: Work) => boolean): void {
    const before = lane.works.length
    lane.works = lane.works.filter((work, place) => (place === 0 && lane.isBusy) || isKept(work))
    this.#leave(before - lane.works.length)
    if (lane.works.length === 0) this.#close(lane)
  }

  #open(lane: Lane): void {
    if (this.#lanes.get(lane.name) === lane && !lane.isBusy) this.#ready.add(lane)
    this.#pump()
  }

  #close(lane: Lane): void {
    this.#ready.delete(lane)
    if (this.#lanes.get(lane.name) === lane) this.#lanes.delete(lane.name)
  }

  #pump(): void {
    for (const lane of this.#ready) {
      if (this.#isPaused || this.#running.size >= this.#concurrency) return
      this.#ready.delete(lane)
      lane.isBusy = true
      const running = this.#run(lane).finally(() => {
        this.#running.delete(running)
        this.#pump()
      })
      this.#running.add(running)
    }
  }

  async #run(lane: Lane): Promise<void> {
    const work = lane.works[0]!
    const again = await work.attempt()
    lane.isBusy = false
    if (again === undefined || work.isGone || this.#isStopped) {
      lane.works.shift()
      this.#leave(1)
      if (lane.works.length > 0) this.#open(lane)
      else this.#close(lane)
    } else setTimeout(() => this.#open(lane), again).unref()
  }

  #leave(count: number): void {
    this.#size -= count
    if (count > 0) this.#ring()
  }

  #ring(): void {
    this.#roomBell.resolve()
    this.#roomBell = Promise.withResolvers()
  }
}
