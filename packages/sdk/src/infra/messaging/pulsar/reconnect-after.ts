import { Failure } from '../../../seedwork/failure.ts'

/** Milliseconds: the first limit of a wait, the last, and the last where waiting alone mends nothing. */
const first = 100
const longest = 5_000
const longestForRefused = 30_000

/** A connection that lived so long was a good one: the waits begin anew. */
const healthyAfter = 60_000

interface Wait {
  readonly milliseconds: number
  /** In a row, the last one included. */
  readonly failures: number
}

/** Full jitter: many whom one broker lost must not come back together. */
export const reconnectAfter = (
  error: unknown,
  {
    failures,
    lived,
    random = Math.random,
  }: { readonly failures: number; readonly lived: number; readonly random?: () => number },
): Wait => {
  const inRow = lived > healthyAfter ? 1 : failures + 1
  const cap = Failure.is(error) && error.retryable ? longest : longestForRefused
  return { milliseconds: random() * Math.min(cap, first * 2 ** inRow), failures: inRow }
}
