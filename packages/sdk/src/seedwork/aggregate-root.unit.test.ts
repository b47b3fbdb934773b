import { describe, expect, test } from 'vitest'
import { AggregateRoot } from './aggregate-root.ts'
import type { DomainEvent } from './domain-event.ts'

type Poured = DomainEvent<'bar.poured', { readonly glasses: number }>

class Bottle extends AggregateRoot<{ readonly id: string; readonly left: number }, Poured> {
  static of(id: string, version: number): Bottle {
    return new Bottle({ id, left: 5 }, version)
  }

  pour(glasses: number): void {
    this.record({ type: 'bar.poured', at: new Date(0), data: { glasses } })
  }

  get left(): number {
    return this.state.left
  }

  protected override evolve(state: { readonly id: string; readonly left: number }, event: Poured) {
    return { ...state, left: state.left - event.data.glasses }
  }
}

describe('an aggregate root', () => {
  test('counts each recorded fact in its version and remembers the one it was loaded at', () => {
    const bottle = Bottle.of('a', 3)
    bottle.pour(1)
    bottle.pour(2)
    expect([bottle.storedVersion, bottle.version, bottle.left]).toEqual([3, 5, 2])
    expect(bottle.recorded.map(({ data }) => data.glasses)).toEqual([1, 2])
  })

  test('a new one has version 0 until something happened', () => {
    expect([Bottle.of('a', 0).storedVersion, Bottle.of('a', 0).version]).toEqual([0, 0])
  })

  test('expects the version that was looked at, not the one it has become', () => {
    const bottle = Bottle.of('a', 3)
    bottle.pour(1)
    expect(() => bottle.expectVersion(3)).not.toThrow()
    expect(() => bottle.expectVersion(4)).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'conflict',
        retryable: false,
        details: { expectedVersion: 4, version: 3 },
      }),
    )
  })

  test('becomes what its history made of it, with that many versions and nothing recorded', () => {
    const bottle = Bottle.of('a', 3)
    bottle.replay([1, 2].map((glasses) => ({ type: 'bar.poured', at: new Date(0), data: { glasses } })))
    expect([bottle.storedVersion, bottle.version, bottle.left, bottle.recorded]).toEqual([5, 5, 2, []])
    bottle.pour(1)
    expect([bottle.storedVersion, bottle.version]).toEqual([5, 6])
  })

  test('is the same as another with its id, whatever became of either', () => {
    const bottle = Bottle.of('a', 3)
    bottle.pour(1)
    expect(bottle.is(Bottle.of('a', 1))).toBe(true)
    expect(bottle.is(Bottle.of('b', 3))).toBe(false)
  })
})
