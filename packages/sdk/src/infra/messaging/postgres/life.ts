import type { Delivery } from '../../../seedwork/transport.ts'
import { batched } from './batched.ts'
import type { Claimed, Claims } from './claims.ts'
import { delivery } from './delivery.ts'
import { LaneQueues } from './lane-queues.ts'
import type { Slots } from './slots.ts'

/** When a handler did not say what became of a message, it comes again after this time, in milliseconds. */
const againAfter = 250

interface Dependencies {
  readonly claims: Claims
  readonly slots: Slots
  readonly handle: (delivery: Delivery) => Promise<void>
  readonly warn: (error: unknown, message: string) => void
  /** Called when there is room for more, or something may come: now, or in so many milliseconds. */
  readonly wake: (afterMilliseconds: number) => void
}

/** What a consumer has in hand on one connection. */
export class Life {
  readonly #with: Dependencies
  readonly #over: AbortSignal
  readonly #queues = new LaneQueues()
  readonly #done: (id: string) => Promise<void>
  readonly #held = new Set<string>()
  readonly #broken = new AbortController()

  /** Begins nothing more once `over` aborts. */
  constructor(dependencies: Dependencies, over: AbortSignal) {
    this.#with = dependencies
    this.#over = over
    this.#done = batched((ids) => dependencies.claims.done(ids))
  }

  /** Aborts when something could not even be given back: it must not stay in the hands of a living number. */
  get broken(): AbortSignal {
    return this.#broken.signal
  }

  /** How many were taken, are not begun and could be. */
  get ready(): number {
    return this.#queues.ready
  }

  /** What its number has and was not settled. */
  get held(): readonly string[] {
    return [...this.#held]
  }

  add(rows: readonly Claimed[]): void {
    for (const { id } of rows) this.#held.add(id)
    this.#queues.add(rows)
    this.#begin()
  }

  /** Gives back what was not begun. */
  async release(): Promise<void> {
    const ids = this.#queues.clear().map(({ id }) => id)
    if (ids.length > 0) await this.#with.claims.release(ids)
  }

  #begin(): void {
    const { slots } = this.#with
    while (!this.#over.aborted && !this.broken.aborted && slots.free > 0) {
      const row = this.#queues.next()
      if (!row) return
      slots.run((leave) => this.#attempt(row, leave))
    }
  }

  async #attempt(row: Claimed, leave: () => void): Promise<void> {
    const { claims, handle, warn, wake } = this.#with
    const behind: string[] = []
    /** It leaves its lane, and with it go those that were taken from behind it. */
    const withLane = (): readonly string[] => {
      behind.push(...this.#queues.behind(row.lane).map(({ id }) => id))
      return behind
    }
    const hand = delivery(row, {
      done: () => {
        // The effect is committed: others may begin while it is written down. Its lane waits.
        leave()
        queueMicrotask(() => this.#begin())
        return this.#done(row.id)
      },
      again: async (error, after) => {
        await claims.again(row.id, withLane(), error, after)
        wake(after)
      },
      park: (error) => claims.park(row.id, withLane(), error),
    })
    try {
      await handle(hand)
    } catch (error) {
      warn(error, 'a message was not settled, and comes again')
    }
    try {
      if (!hand.isSettled) await claims.giveBack(row.id, withLane(), againAfter)
      for (const id of [row.id, ...behind]) this.#held.delete(id)
    } catch (error) {
      this.#broken.abort(error)
    }
    leave()
    this.#queues.free(row.lane)
    this.#begin()
    wake(0)
  }
}
