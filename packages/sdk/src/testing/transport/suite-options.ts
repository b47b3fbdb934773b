export interface SuiteOptions {
  /** How long to wait for a fact at most, in milliseconds. */
  readonly within?: number
  /** How many messages "thousands" are: fewer where each one costs. */
  readonly many?: number
}
