export interface HiringConfig {
  readonly url: string
  /** Milliseconds for a whole call, connection and body included. */
  readonly timeout: number
}
