import type { Call } from '../../seedwork/call.ts'
import type { Failure } from '../../seedwork/failure.ts'
import type { Message } from '../../seedwork/message.ts'

/** One try of a consumer at a message that is whole. */
export interface Attempt {
  readonly consumer: string
  readonly topic: string
  readonly message: Message
  /** The message's type when it is one of the consumer's, else `unknown`: for labels, which are not to be made up by whoever sends. */
  readonly type: string
  /** What handling it is done under. */
  readonly call: Call
  /** As `Delivery` has them: tries begun, this one included, and tries that ended in an answer. */
  readonly started: number
  readonly finished: number
}

/** What becomes of the message: it is done, comes again after the milliseconds, or is a dead letter. */
export type Settlement =
  | { readonly became: 'acked' }
  | { readonly became: 'retried'; readonly failure: Failure; readonly after: number }
  | { readonly became: 'parked'; readonly failure: Failure }

/** Rejecting settles nothing: it is left to the transport, which delivers it again after a while. */
export type Attend = (attempt: Attempt) => Promise<Settlement>

/** Wraps every attempt once, at boot. */
export type MessageMiddleware = (next: Attend) => Attend
