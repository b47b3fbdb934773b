import type { z } from 'zod'
import type { MessageDefinition } from './message-definition.ts'
import type { Decision, StepFacts } from './process-decision.ts'

/** Which process a message is for, and what it means to it. */
export interface Correlation<Data> {
  id(data: Data): string
  /**
   * Names the step that the message is. It is taken once: another message that means the same step has no effect, whatever its
   * id. Left out, each message is a step of its own, and only its redelivery has none.
   */
  readonly step?: (data: Data) => string
  /**
   * What becomes of a message whose process was never started. By default it may have overtaken the one that starts it: it is
   * tried again with the consumer's patience, then parked (`process.not_started`). `ignored` is for messages of which
   * some have no process at all.
   */
  readonly unstarted?: 'ignored'
}

/** A message that a process listens to. The types are gone: only the definition's functions put them together. */
export interface ProcessStep {
  readonly message: MessageDefinition
  readonly of: Correlation<never>
  /** `undefined` where the message can't start the process. */
  readonly start?: (data: never, facts: StepFacts) => Decision<unknown, string>
  /** `undefined` where the message only starts it. */
  readonly next?: (state: never, data: never, facts: StepFacts) => Decision<unknown, string> | undefined
}

export interface TimerStep {
  readonly timer: string
  readonly due: (state: never, facts: StepFacts) => Decision<unknown, string> | undefined
}

/** What a process consists of. Deciders are pure; `undefined` says that the message means nothing in this state. */
export interface Steps<State, Timer extends string> {
  /** Starts a process. Has no effect on one that is there already. */
  startedBy<Schema extends z.ZodType>(
    message: MessageDefinition<string, Schema>,
    of: Correlation<z.output<Schema>>,
    decide: (data: z.output<Schema>, facts: StepFacts) => Decision<State, Timer>,
  ): ProcessStep
  on<Schema extends z.ZodType>(
    message: MessageDefinition<string, Schema>,
    of: Correlation<z.output<Schema>>,
    decide: (state: State, data: z.output<Schema>, facts: StepFacts) => Decision<State, Timer> | undefined,
  ): ProcessStep
  onTimer(timer: Timer, decide: (state: State, facts: StepFacts) => Decision<State, Timer> | undefined): TimerStep
}
