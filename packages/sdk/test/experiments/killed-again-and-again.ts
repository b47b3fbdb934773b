import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { killed } from './child-process.ts'

export interface Mortal {
  /** Starts one, and another one whenever it was killed. */
  readonly start: () => Promise<ChildProcess>
  /** Milliseconds that the next one may live, from when it is there. */
  readonly life: () => number
  /** The one that lives when it aborts is let live. */
  readonly signal: AbortSignal
}

export interface Mortals extends AsyncDisposable {
  /** How many were killed so far. */
  readonly kills: number
}

/** A process that is killed and started until `signal` aborts. Leaving it by `await using` ends the last one too. */
export const killedAgainAndAgain = async ({ start, life, signal }: Mortal): Promise<Mortals> => {
  const left = new AbortController()
  const over = AbortSignal.any([signal, left.signal])
  let kills = 0
  let child = await start()
  const killing = (async () => {
    for (;;) {
      await pause(life(), undefined, { signal: over }).catch(() => undefined)
      if (over.aborted) return
      if (child.exitCode !== null) throw new Error(`it ended by itself with ${child.exitCode}`)
      await killed(child)
      kills += 1
      child = await start()
    }
  })()
  killing.catch(() => undefined)
  return {
    get kills() {
      return kills
    },
    async [Symbol.asyncDispose]() {
      left.abort()
      await killing.catch(() => undefined)
      await killed(child)
      await killing
    },
  }
}
