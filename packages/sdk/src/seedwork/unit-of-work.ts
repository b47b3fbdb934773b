import type { z } from 'zod'
import type { Call } from './call.ts'
import type { MessageDefinition } from './message-definition.ts'

/**
 * All or nothing. What `work` saves through the unit's repositories, the events that the saved aggregates recorded and
 * the messages that they cause are committed in one transaction, or none of it is.
 *
 * - `work` MUST NOT touch the outside except through the unit: it may be run again from the start.
 * - Rejects with `conflict` (retryable) when another transaction changed the same thing first. Nothing was written.
 * - When the returned promise resolves, everything is durable. When it rejects with kind `unknown`, the outcome is not
 *   known: ask again with the same idempotency key.
 * - A call with `once` has its effect once, however often it is made, also at the same time in several processes. A
 *   message's call is good for one unit of work: a second one, beside the first or after its commit, is refused with
 *   `messaging.second_unit_of_work`, since on a redelivery nobody could tell which of them is missing.
 */
export interface UnitOfWork<Repositories> {
  run<Result>(call: Call, work: (unit: Repositories) => Promise<Result>): Promise<Result>
}

/** Where a unit of work leaves messages for other processes. They go out with the commit, or not at all. */
export interface Outgoing {
  /**
   * Where it goes, and behind what it waits, is said by its definition. A message has a megabyte at most: the unit of work that would
   * leave a larger one rejects with `messaging.too_large`. Throws `invalid_input` when the data don't fit or are
   * no JSON: what nobody could handle is not sent.
   */
  send<Schema extends z.ZodType>(message: MessageDefinition<string, Schema>, data: z.input<Schema>): void

  /**
   * As `send`, but it only goes out when `availableAt` has come by the database's clock, never before: then it takes its place
   * behind what has gone out under its key, in the order of becoming due. A time that is past is due at once. Its own time is
   * that time too.
   *
   * @returns the name by which it can be cancelled: the given one, or one that nothing else has. Names are the company's. One that
   * still waits under the same name is replaced; one that has gone out is not, and both go. Throws `invalid` for a time that is none
   * or has no year of four digits (`messaging.bad_time`), and for a name that is no well-formed text without NUL of at most 800
   * UTF-16 units (`messaging.bad_name`).
   */
  schedule<Schema extends z.ZodType>(
    message: MessageDefinition<string, Schema>,
    data: z.input<Schema>,
    when: { readonly availableAt: Date; readonly name?: string },
  ): string

  /**
   * Takes a scheduled message back, with the commit. `true` when it waited: once this is committed it never goes out. `false` when
   * nothing of this name waits: it was cancelled, it never was, or this comes too late and it is on its way.
   */
  cancel(name: string): Promise<boolean>
}
