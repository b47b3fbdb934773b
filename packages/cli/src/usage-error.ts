/** The command line is wrong. Its message says how to put it right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
