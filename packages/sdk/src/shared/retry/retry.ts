import pRetry from 'p-retry'
import { DeadlineExceeded } from './deadline-exceeded.ts'
import { sleep } from './sleep.ts'

export interface Attempt {
  /** Aborted when the caller gives up or the deadline passes. Hand it to whatever the work waits for. */
  readonly signal: AbortSignal
  /** 1 for the first. */
  readonly attempt: number
}

export interface RetryOptions {
  /** How often in all. */
  readonly attempts: number
  /** Milliseconds that the first wait may last; each further one may last twice as long. */
  readonly base: number
  /** Milliseconds that no wait exceeds, unless `retryAfter` asks for more. */
  readonly cap: number
  /** Milliseconds for everything: all attempts and the waits between them. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
  /** Whether this error may go away by itself. By default each may. */
  readonly shouldRetry?: (error: unknown) => boolean
  /** Milliseconds that the other side asked us to wait, as in `Retry-After`. */
  readonly retryAfter?: (error: unknown) => number | undefined
  /** From 0 to 1. */
  readonly random?: () => number
}

/**
 * Does `work` again when it fails, after a wait of random length: between nothing and a limit that doubles (full
 * jitter), so that many clients who failed together don't come back together.
 *
 * - Rejects with the last error of `work` when it is not worth another attempt, when they are used up, or when the next
 *   wait would outlast the deadline. A `TypeError` that is not a network's is a bug and ends it too.
 * - Rejects with `DeadlineExceeded` when the deadline passes during an attempt, whose outcome is then not known, and
 *   with the reason of `signal` when that is aborted: both at once, also when `work` ignores its signal.
 */
export const retry = async <Result>(
  work: (attempt: Attempt) => Promise<Result>,
  { deadline, signal: given, ...options }: RetryOptions,
): Promise<Result> => {
  const end = performance.now() + deadline
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new DeadlineExceeded(deadline)), deadline)
  const signal = given ? AbortSignal.any([given, late.signal]) : late.signal
  const abort = awaitAbort(signal)
  try {
    return await Promise.race([attempts(work, signal, end, options), abort.rejection])
  } finally {
    clearTimeout(timer)
    abort.stop()
  }
}

const attempts = <Result>(
  work: (attempt: Attempt) => Promise<Result>,
  signal: AbortSignal,
  end: number,
  {
    attempts: most,
    base,
    cap,
    shouldRetry = () => true,
    retryAfter,
    random = Math.random,
  }: Omit<RetryOptions, 'deadline'>,
): Promise<Result> =>
  pRetry((attempt) => work({ signal, attempt }), {
    signal,
    retries: most - 1,
    // The wait is ours, below: p-retry has no full jitter.
    minTimeout: 0,
    shouldRetry: async ({ error, retriesConsumed }) => {
      if (!shouldRetry(error)) return false
      const wait = Math.max(random() * Math.min(cap, base * 2 ** retriesConsumed), retryAfter?.(error) ?? 0)
      if (performance.now() + wait >= end) return false
      await sleep(wait, signal)
      return true
    },
  })

/** A listener that stays would keep every finished retry in memory for as long as the caller's signal lives. */
const awaitAbort = (signal: AbortSignal): { readonly rejection: Promise<never>; stop(): void } => {
  let refuse = (_reason: unknown): void => undefined
  const rejection = new Promise<never>((_resolve, reject) => {
    refuse = reject
  })
  const listener = (): void => refuse(signal.reason)
  if (signal.aborted) listener()
  signal.addEventListener('abort', listener)
  return { rejection, stop: () => signal.removeEventListener('abort', listener) }
}
