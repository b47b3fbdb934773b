/** An error as it is logged: where it came from, and for a failure also what kind it is. */
export interface ErrorRecord {
  readonly type: string
  readonly message: string
  readonly code?: unknown
  readonly kind?: unknown
  readonly retryable?: unknown
  readonly details?: unknown
  readonly stack?: string
  readonly cause?: unknown
  readonly errors?: readonly unknown[]
}

// Two copies of the package share the brand, not the class.
const failureBrand = Symbol.for('@baltra/sdk/failure')

const longestChain = 8

/**
 * Other own fields are left out on purpose: a driver's error quotes the row that it refused, a client's error the
 * request with its headers.
 */
export const errorRecord = (error: Error, depth = 0): ErrorRecord => {
  const { name, message, stack, cause, code, kind, retryable, details, errors } = error as Error &
    Record<string, unknown>
  return {
    type: name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(failureBrand in error ? { kind, retryable, details } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause: link(cause, depth + 1) }),
    ...(Array.isArray(errors) ? { errors: errors.slice(0, longestChain).map((inner) => link(inner, depth + 1)) } : {}),
  }
}

const link = (cause: unknown, depth: number): unknown => {
  if (!(cause instanceof Error)) return cause
  return depth < longestChain ? errorRecord(cause, depth) : { type: cause.name, message: cause.message }
}
