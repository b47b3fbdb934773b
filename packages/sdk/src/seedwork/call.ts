import type { z } from 'zod'
import { typedId } from './typed-id.ts'

export const CompanyId = typedId('CompanyId')
export type CompanyId = z.output<typeof CompanyId>

/** Who did it: a person or program with a key, a message's consumer, or the system itself. */
export interface Actor {
  readonly kind: 'key' | 'consumer' | 'system'
  readonly id: string
}

/**
 * Marks work whose effect must happen once. The unit of work looks for the mark and, when there is none, writes it in
 * the transaction of the effect.
 */
export type Once =
  | {
      /** A message: a second delivery to the same consumer rejects with `conflict`, code `messaging.already_handled`. */
      readonly kind: 'message'
      readonly consumer: string
      readonly messageId: string
      /** Set while a unit of work runs under it, and for good when one has committed: it is good for one. */
      taken?: boolean
    }
  | {
      /** A request: the first answer is given again, and `replayed` tells so. */
      readonly kind: 'request'
      readonly key: string
      /** A digest of operation and body. Another one under the same key is refused as `idempotency.key_reused`. */
      readonly fingerprint: string
      replayed: boolean
    }

/** What travels along with every command and query: for whom, by whom, because of what. */
export interface Call {
  readonly companyId: CompanyId
  readonly actor: Actor
  /** The same for all that one request or timer set off. */
  readonly correlationId: string
  /** The message that caused this call, when one did. */
  readonly causationId?: string
  /** W3C trace context. */
  readonly traceparent?: string
  readonly tracestate?: string
  readonly once?: Once
}
