/** How a command ended, for scripts. `docs/guides/operating-messaging.md` has the same table. */
export const ExitCode = {
  done: 0,
  /** It worked, and something is wrong: a sequence has a hole, one of many letters could not be replayed. */
  problemFound: 1,
  /** The command line is wrong, or leaves out what can't be asked for. Nothing was done. */
  wrongUsage: 2,
  /** The database does not answer, lets nobody in, or has not been migrated. */
  databaseUnavailable: 3,
  /** What was asked for is refused: no such letter, no longer parked, a changed migration, an answer other than yes. */
  refused: 4,
  /** A defect of this program: nobody expected what happened. */
  unexpected: 70,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]
