import { setTimeout as pause } from 'node:timers/promises'
import { outboxBell, type Database } from '../database.ts'
import { moveDue } from './move-due.ts'

export interface PumpDependencies {
  /** Under `baltra_system`. */
  readonly database: Database
  readonly logger: { warn(facts: object, message: string): void }
}

export interface PumpOptions {
  /** The most messages of one transaction. */
  readonly batch?: number
  /** How long to sleep at most, in milliseconds: a message that was scheduled on shorter notice may be late by so much. */
  readonly idle?: number
}

export interface Pump {
  /** Works until `signal` aborts, then ends with what is in hand. No failure of the database ends it. */
  run(signal: AbortSignal): Promise<void>
}

/** How soon to look again when a message was in another's hands, and the longest pause after a failure, in milliseconds. */
const soon = 50
const longest = 10_000

/**
 * Moves scheduled messages into the outbox when they are due, never before: what a worker runs beside its relay. Sleeps until
 * the next one is due. Several at once, in one process or in many, share the work. Whoever dies, none is lost or doubled.
 */
export const pump = ({ database, logger }: PumpDependencies, { batch = 500, idle = 1_000 }: PumpOptions = {}): Pump => {
  let limit = batch
  const move = async (): Promise<number> => {
    const { moved, held, nextIn = Infinity } = await moveDue({ database }, { limit })
    if (moved > 0) database.bell(outboxBell).ring()
    const isFull = moved + held === limit
    // All that was looked at waits for somebody: what is behind it need not.
    limit = isFull && moved === 0 ? 2 * limit : batch
    if (isFull) return moved > 0 ? 0 : soon
    return Math.min(idle, held > 0 ? soon : Math.max(1, Math.ceil(nextIn)))
  }
  return {
    async run(signal) {
      for (let failures = 0; !signal.aborted;) {
        const rest = await move().catch((error: unknown) => {
          failures += 1
          logger.warn({ error }, 'scheduled messages could not be moved, and will be')
          return undefined
        })
        if (rest !== undefined) failures = 0
        const milliseconds = rest ?? Math.random() * Math.min(longest, soon * 2 ** failures)
        if (milliseconds > 0) await pause(milliseconds, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}
