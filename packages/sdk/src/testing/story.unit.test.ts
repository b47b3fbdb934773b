import { describe, expect, test } from 'vitest'
import { AggregateRoot } from '../seedwork/aggregate-root.ts'
import type { DomainEvent } from '../seedwork/domain-event.ts'
import { Failure } from '../seedwork/failure.ts'
import { given } from './story.ts'

type Rung = DomainEvent<
  'door.rung',
  { readonly times: number; readonly by: { readonly name: string; readonly age: number } }
>

class Door extends AggregateRoot<{ readonly id: string; readonly heard: number }, Rung> {
  static made(): Door {
    return new Door({ id: 'door', heard: 0 }, 1)
  }

  get heard(): number {
    return this.state.heard
  }

  ring(times: number): void {
    if (times > 2) throw new Failure('invalid', 'door.too_often', 'twice is enough')
    this.record({ type: 'door.rung', at: new Date(0), data: { times, by: { name: 'Ana', age: 30 } } })
  }

  protected override evolve(
    state: { readonly id: string; readonly heard: number },
    { data }: Rung,
  ): { readonly id: string; readonly heard: number } {
    return { ...state, heard: state.heard + data.times }
  }
}

const rung = given(Door.made()).when((door) => door.ring(2))
const refused = given(Door.made()).when((door) => door.ring(3))

describe('a story', () => {
  test('holds for as much of an event as it tells', () => {
    rung.then({ type: 'door.rung', data: { times: 2 } })
    rung.then({ type: 'door.rung', at: new Date(0), data: { by: { name: 'Ana' } } })
    refused.refuses('door.too_often')
    expect(() => rung.then({ type: 'door.rung', data: { by: { name: 'Berta' } } })).toThrow('Berta')
    expect(() => rung.then({ type: 'door.rung', at: new Date(1) })).toThrow()
  })

  test('tells of events that were recorded in it, of all of them and of no others', () => {
    expect(() => rung.thenNothing()).toThrow()
    expect(() => rung.then({ type: 'door.rung' }, { type: 'door.rung' })).toThrow()
    const door = Door.made()
    door.ring(1)
    given(door)
      .when((it) => it.ring(2))
      .then({ type: 'door.rung', data: { times: 2 } })
  })

  test('of one that is kept as its events begins with those that happened before', () => {
    const before: Rung = { type: 'door.rung', at: new Date(0), data: { times: 2, by: { name: 'Berta', age: 40 } } }
    given(Door.made(), before)
      .when((door) => door.ring(door.heard))
      .then({ type: 'door.rung', data: { times: 2, by: { name: 'Ana' } } })
    given(Door.made(), before, before)
      .when((door) => door.ring(door.heard))
      .refuses('door.too_often')
    const mute = { recorded: [] as readonly Rung[] }
    expect(() => given(mute, before)).toThrow('can replay them')
  })

  test('does not take a refusal for events, nor events for a refusal, nor one refusal for another', () => {
    expect(() => refused.thenNothing()).toThrow('twice is enough')
    expect(() => rung.refuses('door.too_often')).toThrow()
    expect(() => refused.refuses('door.closed')).toThrow('door.too_often')
  })

  test('does not take a bug for a refusal', () => {
    expect(() =>
      given(Door.made()).when(() => {
        throw new TypeError('a bug')
      }),
    ).toThrow('a bug')
  })

  test('knows the events of its aggregate', () => {
    // @ts-expect-error: a door is never opened
    expect(() => rung.then({ type: 'door.opened' })).toThrow()
    // @ts-expect-error: times is a number
    expect(() => rung.then({ type: 'door.rung', data: { times: 'twice' } })).toThrow()
  })
})
