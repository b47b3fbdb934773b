/** The first pause of a lane after a failure and the longest, in milliseconds. */
const backoff = { first: 100, longest: 10_000 }

interface Hold {
  readonly until: number
  readonly failures: number
}

/** Lanes whose first message could not be sent: each waits longer from failure to failure, and no other waits for it. */
export class LaneHolds {
  readonly #holds = new Map<string, Hold>()

  /** The lanes to leave alone at this moment. */
  held(now: number): readonly string[] {
    return [...this.#holds].filter(([, { until }]) => until > now).map(([lane]) => lane)
  }

  /** Milliseconds until the next lane may be tried again; `longest` when none waits. */
  nextIn(now: number, longest: number): number {
    return Math.max(1, Math.min(longest, ...[...this.#holds.values()].map(({ until }) => until - now)))
  }

  /** After an attempt that left `left` alone: those that failed wait, the others are free. */
  settle({ left, failed, now }: { left: readonly string[]; failed: readonly string[]; now: number }): void {
    const kept = new Set([...left, ...failed])
    for (const lane of this.#holds.keys()) if (!kept.has(lane)) this.#holds.delete(lane)
    for (const lane of new Set(failed)) {
      const failures = (this.#holds.get(lane)?.failures ?? 0) + 1
      this.#holds.set(lane, { failures, until: now + Math.min(backoff.longest, backoff.first * 2 ** failures) })
    }
  }
}
