import { deepStrictEqual, fail, ok, strictEqual } from 'node:assert'
import type { z } from 'zod'
import { Failure } from '../seedwork/failure.ts'
import type { MessageDefinition } from '../seedwork/message-definition.ts'
import type { Command } from '../seedwork/process-decision.ts'
import type { ProcessDefinition } from '../seedwork/define-process.ts'
import type { ProcessRecord } from '../seedwork/process-record.ts'
import { takeMessage, takeTimer, type NoEffect, type Outcome } from '../seedwork/take-step.ts'

/** Something that comes to a process: a message, or one of its timers. */
export type Heard =
  | { readonly message: MessageDefinition; readonly data: unknown; readonly at: Date }
  | { readonly timer: string }

/** A message of this kind comes, with these data; `at` is when it happened. */
export const heard = <Schema extends z.ZodType>(
  message: MessageDefinition<string, Schema>,
  data: z.input<Schema>,
  at = new Date(0),
): Heard => ({ message, data: message.schema.parse(data), at })

/** A timer is due, at the time that it was last set for: also one that was taken back since, as it may happen. */
export const due = (timer: string): Heard => ({ timer })

export interface ProcessTold {
  /** All of its state. */
  readonly state: unknown
  /** These commands, no others, in this order. */
  readonly sends?: readonly Command[]
  /** These timers are set or taken back, and no others. */
  readonly timers?: Readonly<Record<string, Date | 'off'>>
}

export interface ProcessStory {
  /** It goes on so. */
  then(told: ProcessTold): void
  /** It ends, and sends these last commands. */
  ends(told?: { readonly sends?: readonly Command[] }): void
  /** It had no effect, for this reason. */
  thenNothing(reason: NoEffect): void
  /** It was refused with this code: the message would be tried again or parked. */
  refuses(code: string): void
}

/** Tells what a process decides: `givenProcess(payout, heard(PayoutRequested, {…})).when(due('deadline')).ends()`. */
export const givenProcess = (process: ProcessDefinition, ...history: readonly Heard[]) => ({
  when(event: Heard): ProcessStory {
    const past = new Past(process)
    for (const one of history) past.take(one)
    let outcome: Outcome | Failure
    try {
      outcome = past.take(event)
    } catch (error) {
      if (!Failure.is(error)) throw error
      outcome = error
    }
    return storyOf(outcome)
  },
})

const storyOf = (outcome: Outcome | Failure): ProcessStory => {
  const taken = () => {
    if (Failure.is(outcome)) throw outcome
    if (typeof outcome === 'string') fail(`it had no effect: ${outcome}`)
    return outcome
  }
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- a story is told, never awaited
    then({ state, sends = [], timers = {} }) {
      const { record, send, set, off } = taken()
      const changed: readonly (readonly [string, Date | 'off'])[] = [
        ...set.map(({ timer, at }) => [timer, at] as const),
        ...off.map((timer) => [timer, 'off'] as const),
      ]
      const told = {
        ends: record.hasEnded,
        state: record.state,
        sends: named(send),
        timers: Object.fromEntries(changed),
      }
      deepStrictEqual(told, { ends: false, state, sends: named(sends), timers })
    },
    ends({ sends = [] } = {}) {
      const { record, send } = taken()
      deepStrictEqual({ ends: record.hasEnded, sends: named(send) }, { ends: true, sends: named(sends) })
    },
    thenNothing(reason) {
      if (Failure.is(outcome)) throw outcome
      strictEqual(typeof outcome === 'string' ? outcome : 'taken', reason)
    },
    refuses(code) {
      strictEqual(Failure.is(outcome) ? outcome.code : 'not refused', code)
    },
  }
}

const named = (commands: readonly Command[]) =>
  commands.map(({ definition, data }) => ({ type: definition.type, data }))

/** One process in memory, and when its timers were last set. */
class Past {
  readonly #process: ProcessDefinition
  readonly #set = new Map<string, { readonly setAt: number; readonly at: Date }>()
  #id: string | undefined
  #record: ProcessRecord | undefined

  constructor(process: ProcessDefinition) {
    this.#process = process
  }

  take(event: Heard): Outcome {
    const outcome = 'timer' in event ? this.#timer(event.timer) : this.#message(event)
    if (typeof outcome === 'string') return outcome
    this.#record = outcome.record
    for (const { timer, at } of outcome.set) this.#set.set(timer, { at, setAt: outcome.record.version })
    return outcome
  }

  #timer(timer: string): Outcome {
    const set = this.#set.get(timer)
    ok(set, `the timer ${timer} was never set`)
    return takeTimer(this.#process, { timer, setAt: set.setAt }, this.#record, { id: this.#id ?? '', at: set.at })
  }

  #message({ message, data, at }: Extract<Heard, { message: MessageDefinition }>): Outcome {
    const step = this.#process.steps.find((one) => one.message === message)
    ok(step, `${this.#process.name} does not listen to ${message.type}`)
    const id = step.of.id(data as never)
    this.#id ??= id
    strictEqual(id, this.#id, `${message.type} is for another process`)
    return takeMessage(this.#process, step, this.#record, { data, facts: { id, at } })
  }
}
