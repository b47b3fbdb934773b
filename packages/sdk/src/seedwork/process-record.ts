/** What is kept of a process. */
export interface ProcessRecord {
  /** Counts the steps that were taken. */
  readonly version: number
  /** As JSON; `null` once it has ended. */
  readonly state: unknown
  readonly hasEnded: boolean
  /** The named steps that were taken. */
  readonly steps: readonly string[]
  /** For each timer that is set, the version that set it. A timer's message that tells another one is out of date. */
  readonly timers: Readonly<Record<string, number>>
}
