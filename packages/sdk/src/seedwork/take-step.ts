import { Failure } from './failure.ts'
import { invalidInput } from './invalid-input.ts'
import type { Command, Decision, StepFacts } from './process-decision.ts'
import type { ProcessDefinition } from './define-process.ts'
import type { ProcessRecord } from './process-record.ts'
import type { ProcessStep } from './process-steps.ts'

/**
 * Why a step had no effect:
 * - `unstarted`: there is no such process, and the step says that this is nothing;
 * - `repeated`: this step was taken before;
 * - `ended`: the process is over;
 * - `stale`: the timer was taken back or set anew meanwhile;
 * - `passed`: the decider says that it means nothing in this state.
 */
export type NoEffect = 'unstarted' | 'repeated' | 'ended' | 'stale' | 'passed'

/** What a step leads to. */
export interface Taken {
  readonly record: ProcessRecord
  readonly send: readonly Command[]
  readonly set: readonly { readonly timer: string; readonly at: Date }[]
  /** Timers that were set, and no longer are. */
  readonly off: readonly string[]
}

export type Outcome = Taken | NoEffect

type Known = ProcessRecord | undefined

/** What a process makes of a message. Pure: the same answer for the same arguments. */
export const takeMessage = (
  process: ProcessDefinition,
  { of, start, next, message }: ProcessStep,
  known: Known,
  { data, facts }: { readonly data: unknown; readonly facts: StepFacts },
): Outcome => {
  const name = of.step?.(data as never)
  if (known?.hasEnded) return 'ended'
  if (name !== undefined && known?.steps.includes(name)) return 'repeated'
  const step = name === undefined ? {} : { step: name }
  if (known) {
    if (!next) return 'repeated'
    return decided(process, known, next(stateOf(process, known), data as never, facts), step)
  }
  if (start) return decided(process, unstarted, start(data as never, facts), step)
  if (of.unstarted === 'ignored') return 'unstarted'
  throw new Failure('not_found', 'process.not_started', `${message.type} is for a ${process.name} that is not there`, {
    retryable: true,
  })
}

/** What a process makes of one of its timers. It fires once, and only if it is still set as it was then. */
export const takeTimer = (
  process: ProcessDefinition,
  { timer, setAt }: { readonly timer: string; readonly setAt: number },
  known: Known,
  facts: StepFacts,
): Outcome => {
  if (!known) return 'unstarted'
  if (known.hasEnded) return 'ended'
  const step = process.timerSteps.find((one) => one.timer === timer)
  if (!step || known.timers[timer] !== setAt) return 'stale'
  return decided(process, known, step.due(stateOf(process, known), facts), { fired: timer })
}

const unstarted: ProcessRecord = { version: 0, state: null, hasEnded: false, steps: [], timers: {} }

const decided = (
  process: ProcessDefinition,
  known: ProcessRecord,
  decision: Decision<unknown, string> | undefined,
  { step, fired }: { readonly step?: string; readonly fired?: string },
): Outcome => {
  if (!decision) return 'passed'
  const version = known.version + 1
  const send = decision.send ?? []
  const running = Object.entries(known.timers).filter(([timer]) => timer !== fired)
  if ('end' in decision) {
    const record = { version, state: null, hasEnded: true, steps: [], timers: {} }
    return { record, send, set: [], off: running.map(([timer]) => timer) }
  }
  const changes = Object.entries(decision.timers ?? {})
  const set = changes.flatMap(([timer, at]) => (at instanceof Date ? [{ timer, at }] : []))
  const named = new Set(changes.map(([timer]) => timer))
  const timers = Object.fromEntries([
    ...running.filter(([timer]) => !named.has(timer)),
    ...set.map(({ timer }) => [timer, version] as const),
  ])
  const steps = step === undefined ? known.steps : [...known.steps, step]
  const record = { version, state: kept(process, decision.state), hasEnded: false, steps, timers }
  const off = running.filter(([timer]) => named.has(timer) && !(timer in timers)).map(([timer]) => timer)
  return { record, send, set, off }
}

/** As it will be read: a state that could not be read again is refused before it is kept. */
const kept = (process: ProcessDefinition, state: unknown): unknown => {
  const json: unknown = JSON.parse(JSON.stringify(state))
  read(process, json)
  return json
}

const stateOf = (process: ProcessDefinition, { state }: ProcessRecord): never => read(process, state) as never

const read = ({ name, state: schema }: ProcessDefinition, state: unknown): unknown => {
  const parsed = schema.safeParse(state)
  if (parsed.success) return parsed.data
  throw new Failure('invalid', 'process.bad_state', `the state of ${name} does not fit its schema`, {
    cause: invalidInput(parsed.error),
  })
}
