import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import type { DomainEvent } from '../seedwork/domain-event.ts'
import { Failure } from '../seedwork/failure.ts'
import type { DeepPartial } from './differences.ts'

interface Recorder<Event extends DomainEvent> {
  readonly recorded: readonly Event[]
  replay?(events: Iterable<Event>): void
}

/** An event with as much of its data as the story is about. */
export type Told<Event> =
  Event extends DomainEvent<infer Type, infer Data>
    ? { readonly type: Type; readonly at?: Date; readonly reason?: string; readonly data?: DeepPartial<Data> }
    : never

export interface Story<Event> {
  /** These events were recorded, no others, in this order. */
  then(...events: readonly Told<Event>[]): void
  /** It was allowed, and nothing was recorded. */
  thenNothing(): void
  /** It was refused with this code, and nothing was recorded. */
  refuses(code: string): void
}

/**
 * Tells what an aggregate decides: `given(screened()).when((it) => it.advance('offered', { at })).refuses('funnel.stage_skipped')`.
 * One that is kept as its events is given those that happened to it before: `given(Campaign.blank(id), launched, paused)`.
 */
export const given = <Event extends DomainEvent, Aggregate extends Recorder<Event>>(
  aggregate: Aggregate & Recorder<Event>,
  ...history: readonly NoInfer<Event>[]
) => {
  ok(history.length === 0 || 'replay' in aggregate, 'an aggregate that is given events can replay them')
  aggregate.replay?.(history)
  return whenOf<Event, Aggregate>(aggregate)
}

const whenOf = <Event extends DomainEvent, Aggregate extends Recorder<Event>>(aggregate: Aggregate) => ({
  when(act: (aggregate: Aggregate) => void): Story<Event> {
    const before = aggregate.recorded.length
    const refusal = refusalOf(() => act(aggregate))
    const events = aggregate.recorded.slice(before)
    const happened = (...expected: readonly Told<Event>[]): void => {
      if (refusal) throw refusal
      const told =
        events.length === expected.length ? events.map((event, index) => shapedAs(expected[index], event)) : events
      deepStrictEqual(told, expected)
    }
    return {
      // oxlint-disable-next-line unicorn/no-thenable -- a story is told, never awaited
      then: happened,
      thenNothing: () => happened(),
      refuses(code) {
        strictEqual(refusal?.code, code)
        deepStrictEqual(events, [])
      },
    }
  },
})

const refusalOf = (act: () => void): Failure | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    if (Failure.is(error)) return error
    throw error
  }
}

/** Of `actual` the part that `expected` speaks of. */
const shapedAs = (expected: unknown, actual: unknown): unknown => {
  if (!isPlain(expected) || !isPlain(actual)) return actual
  return Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, shapedAs(value, actual[key])]))
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
