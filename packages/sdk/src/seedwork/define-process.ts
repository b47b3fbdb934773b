import type { z } from 'zod'
import { Failure } from './failure.ts'
import { defineMessage, type MessageDefinition, type Topic } from './message-definition.ts'
import type { ProcessStep, Steps, TimerStep } from './process-steps.ts'
import { TimerDue } from './timer-due.ts'

export interface ProcessDefinition {
  readonly name: string
  readonly state: z.ZodType
  /** All that it listens to, its timers among them. */
  readonly messages: readonly MessageDefinition[]
  readonly steps: readonly ProcessStep[]
  readonly timerSteps: readonly TimerStep[]
  readonly timerDue: MessageDefinition<string, typeof TimerDue>
}

export interface ProcessOptions<State extends z.ZodType, Timer extends string> {
  /** `context.name`. Stays the same for good, as the type of its timers' messages does, which is made of it. */
  readonly name: string
  /** A topic of its own, where its timers come back: nobody else reads it. */
  readonly topic: Topic
  /** Kept as JSON and read through this: it must read what `JSON.stringify` makes of it. */
  readonly state: State
  /** In lower case. */
  readonly timers?: readonly Timer[]
  readonly steps: (steps: Steps<z.output<State>, NoInfer<Timer>>) => readonly (ProcessStep | TimerStep)[]
}

/**
 * A process manager: something that takes longer than a transaction and goes through several contexts. It listens to messages,
 * remembers a state and sends commands; taking back what was done is a decision like any other. Throws `invalid` when
 * two steps claim one message, or a timer has no step or no name.
 */
export const defineProcess = <State extends z.ZodType, const Timer extends string = never>({
  name,
  topic,
  state,
  timers = [],
  steps,
}: ProcessOptions<State, Timer>): ProcessDefinition => {
  const all = steps({
    startedBy: (message, of, start) => ({ message, of, start }),
    on: (message, of, next) => ({ message, of, next }),
    onTimer: (timer, due) => ({ timer, due }),
  })
  const ofMessages = all.filter((step) => 'message' in step)
  const ofTimers = all.filter((step) => 'timer' in step)
  const types = ofMessages.map(({ message }) => message.type)
  const unnamed = timers.find((timer) => !TIMER.test(timer))
  if (unnamed !== undefined) throw badProcess(name, `the timer ${unnamed} is not named in lower case`)
  if (new Set(types).size < types.length) throw badProcess(name, `two steps claim one of ${types.join(', ')}`)
  refuseUnlessOneEach(
    name,
    timers,
    ofTimers.map(({ timer }) => timer),
  )
  const timerDue = defineMessage({
    type: `${name}.timer_due`,
    version: 1,
    schema: TimerDue,
    topic,
    key: ({ process }) => process,
  })
  const messages = [...ofMessages.map(({ message }) => message), timerDue]
  return { name, state, messages, steps: ofMessages, timerSteps: ofTimers, timerDue }
}

/** Part of the name of a scheduled message, between spaces. */
const TIMER = /^[a-z][a-z0-9_]*$/

const refuseUnlessOneEach = (name: string, timers: readonly string[], stepped: readonly string[]): void => {
  if (timers.toSorted().join() !== stepped.toSorted().join())
    throw badProcess(name, `its timers are ${timers.join(', ')}, and there are steps for ${stepped.join(', ')}`)
}

const badProcess = (name: string, why: string): Failure =>
  new Failure('invalid', 'process.bad_definition', `${name}: ${why}`)
