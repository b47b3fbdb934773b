import { setTimeout as pause } from 'node:timers/promises'
import type { Anchor, Database } from '../database.ts'

export interface ReaderDependencies {
  /** As `baltra_system`. */
  readonly database: Database
  readonly logger: { warn(facts: object, message: string): void }
}

export interface ReaderOptions {
  /** The most events at once. */
  readonly batch?: number
  /** How long to sleep at most when nothing rings, in milliseconds. */
  readonly idle?: number
  readonly signal: AbortSignal
}

/** Namespace of the advisory locks by which the instances of a reader agree on who is at work. */
const readerLocks = 7_266_003

/** The first pause after a failure and the longest, in milliseconds. */
const backoff = { first: 100, longest: 10_000 }

/** `signal` aborts when the lock is lost, too. `succeeded` is told after each step that worked. */
export type Work = (anchor: Anchor, signal: AbortSignal, succeeded: () => void) => Promise<void>

/**
 * Runs `work` in one of all the processes that call this under the same name, again and again until `signal` aborts. It is
 * the one that holds the name's lock, on the connection that `work` is given: whoever loses the connection has lost the
 * lock with it, and what it had not committed there. Failures are logged, and it goes on.
 */
export const oneOfMany = async (
  { database, logger }: ReaderDependencies,
  { name, idle, signal }: { readonly name: string; readonly idle: number; readonly signal: AbortSignal },
  work: Work,
): Promise<void> => {
  let failures = 0
  while (!signal.aborted) {
    try {
      await using anchor = await database.anchor()
      const held = AbortSignal.any([signal, anchor.lost])
      await lock(anchor, { name, idle, held })
      await work(anchor, held, () => (failures = 0))
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      logger.warn({ error, reader: name }, 'a reader of the event feed failed, and goes on')
      await rest(Math.random() * Math.min(backoff.longest, backoff.first * 2 ** failures), signal)
    }
  }
}

const lock = async (
  anchor: Anchor,
  { name, idle, held }: { readonly name: string; readonly idle: number; readonly held: AbortSignal },
): Promise<void> => {
  while (!held.aborted) {
    const [row] = await anchor.query<{ free: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as free', [
      readerLocks,
      name,
    ])
    if (row!.free) return
    await rest(idle, held)
  }
}

const rest = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  pause(milliseconds, undefined, { signal }).catch(() => undefined)
