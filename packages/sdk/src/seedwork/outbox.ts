import type { Failure } from './failure.ts'
import type { Outbound } from './message.ts'

/** What became of one message of a batch: `undefined` when it is durably on its way, else why not. */
export type Sent = Failure | undefined

/** Where committed messages wait to be sent. */
export interface Outbox {
  /**
   * Takes the next messages that nobody else has in hand and gives them to `send`, those of one topic and key in their
   * order and without a gap. Forgets what was sent. What was not sent stays, and so does what was sent when this
   * process dies before it is noted: it will be sent again under the same id.
   *
   * @returns how many messages were taken and which were not sent. 0 taken means that there is nothing to do now.
   */
  drain(
    send: (batch: readonly Outbound[]) => Promise<readonly Sent[]>,
    options: { readonly limit: number; readonly except: readonly string[] },
  ): Promise<{ readonly taken: number; readonly unsent: readonly Outbound[] }>

  /** Resolves when something may have come in, or after `milliseconds`, or when `signal` aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** Names what keeps its order: messages of one lane wait for one another, those of two never do. */
export const laneOf = ({ topic, message }: Outbound): string => `${message.companyid} ${topic} ${message.partitionkey}`
