import type { z } from 'zod'
import type { Call } from './call.ts'
import type { Definition } from './command-bus.ts'

/**
 * All or nothing. What `work` saves through the unit's repositories, the events that the saved aggregates recorded and
 * the messages that they cause are committed in one transaction, or none of it is.
 *
 * - `work` MUST NOT touch the outside except through the unit: it may be run again from the start.
 * - Rejects with `conflict` (retryable) when another transaction changed the same thing first. Nothing was written.
 * - When the returned promise resolves, everything is durable. When it rejects with kind `unknown`, the outcome is not
 *   known: ask again with the same idempotency key.
 * - A call with `once` has its effect once, however often it is made, also at the same time in several processes.
 */
export interface UnitOfWork<Repositories> {
  run<Result>(call: Call, work: (unit: Repositories) => Promise<Result>): Promise<Result>
}

/** Where a unit of work leaves commands for other processes. They go out with the commit, or not at all. */
export interface Outgoing {
  /** Commands with the same topic and key are handled in the order of their sending. */
  send<Input extends z.ZodType>(
    command: Definition<string, Input>,
    input: z.input<Input>,
    to: { readonly topic: string; readonly key: string },
  ): void
}
