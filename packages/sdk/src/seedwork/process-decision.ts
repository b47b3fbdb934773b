import type { z } from 'zod'
import type { MessageDefinition } from './message-definition.ts'

/** A message to be sent, and its data. */
export interface Command {
  readonly definition: MessageDefinition
  readonly data: unknown
}

/** Pairs a definition with its data; data that does not fit does not compile. */
export const command = <Schema extends z.ZodType>(
  definition: MessageDefinition<string, Schema>,
  data: z.input<Schema>,
): Command => ({ definition, data })

/**
 * What a process makes of a message: how it goes on, or that it ends, and what is to be sent. All of it is committed together
 * with the mark that the message was handled, or none of it is.
 */
export type Decision<State, Timer extends string> =
  | {
      /** What it knows from now on. */
      readonly state: State
      readonly send?: readonly Command[]
      /** A time sets a timer, also one that is set already; `off` takes it back. Those that are not named stay as they are. */
      readonly timers?: { readonly [Name in Timer]?: Date | 'off' }
    }
  | {
      /** It is over, with all its timers: whatever comes later has no effect. */
      readonly end: true
      readonly send?: readonly Command[]
    }

/** What a decision may be based on besides the state and the data. It gets no clock: the same step decides the same again. */
export interface StepFacts {
  /** The process's. */
  readonly id: string
  /** When the fact happened, or when the timer was due. */
  readonly at: Date
}
