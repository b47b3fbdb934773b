const brand = Symbol.for('@baltra/sdk/failure')

/**
 * What a caller can do about it:
 * - `invalid`: the request can never succeed as it is;
 * - `not_found`: there is no such thing for this caller;
 * - `conflict`: somebody was faster, or the state forbids it now;
 * - `forbidden`: the caller may not;
 * - `unavailable`: something outside is down or slow, nothing happened;
 * - `unknown`: whether it happened is not known; ask again with the same idempotency key.
 */
export type FailureKind = 'invalid' | 'not_found' | 'conflict' | 'forbidden' | 'unavailable' | 'unknown'

export interface FailureOptions {
  readonly cause?: unknown
  /** True when the very same call may succeed later. By default only what is `unavailable` is. */
  readonly retryable?: boolean
  /** Facts that a caller may see. They are printed and logged: never a secret, never personal data. */
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * The one family of errors. `code` (`funnel.not_active`) is stable and made for programs, the message for people.
 * Recognise one with `Failure.is`, never with `instanceof`: two copies of the package share the brand, not the class.
 */
export class Failure extends Error {
  readonly kind: FailureKind
  readonly code: string
  readonly retryable: boolean
  readonly details: Readonly<Record<string, unknown>>

  constructor(kind: FailureKind, code: string, message: string, options: FailureOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'Failure'
    this.kind = kind
    this.code = code
    this.retryable = options.retryable ?? kind === 'unavailable'
    this.details = options.details ?? {}
    Object.defineProperty(this, brand, { value: true })
  }

  static is(value: unknown): value is Failure {
    return typeof value === 'object' && value !== null && brand in value
  }

  /** Without stack and cause: what lies below may quote a connection string or a person's data. */
  toJSON(): { kind: FailureKind; code: string; message: string; retryable: boolean; details: object } {
    const { kind, code, message, retryable, details } = this
    return { kind, code, message, retryable, details }
  }
}
