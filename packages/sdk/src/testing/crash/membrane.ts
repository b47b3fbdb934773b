import { types } from 'node:util'
import { Failure } from '../../seedwork/failure.ts'
import { canBeWrapped, isOutside } from './is-outside.ts'
import type { Life } from './life.ts'

interface MembraneDependencies {
  readonly life: Life
  /** Names of calls that were seen to answer with a promise. Learned on the way, for this life and the next ones. */
  readonly asyncCalls: Set<string>
}

type Callable = (...args: readonly unknown[]) => unknown

/**
 * What is between one life and the outside. All calls go through it, also those of what the outside hands out: a
 * transaction, a unit's repositories, a delivery. Each call that answers with a promise is a boundary, with a point before
 * and one after it.
 *
 * Behind its death a life reaches nothing: calls never answer, and what was under way never comes back, neither as a value
 * nor as an error, so that no `catch` and no `finally` can make up for it.
 */
export class Membrane {
  readonly #life: Life
  readonly #asyncCalls: Set<string>
  readonly #wrapped = new WeakMap<object, object>()
  readonly #originals = new WeakMap<object, object>()
  readonly #underWay = new Set<Promise<unknown>>()

  constructor({ life, asyncCalls }: MembraneDependencies) {
    this.#life = life
    this.#asyncCalls = asyncCalls
  }

  wrap<Things extends object>(things: Things): Things {
    const named = Object.entries(things).map(([name, thing]: [string, unknown]) => [
      name,
      canBeWrapped(thing) ? this.#proxy(name, thing) : thing,
    ])
    return Object.fromEntries(named) as Things
  }

  /** What the outside had been asked before the death it still does. Those calls that call back never end. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  #proxy(name: string, thing: object): object {
    const known = this.#wrapped.get(thing)
    if (known) return known
    const proxy = new Proxy(shadowOf(thing), {
      get: (_shadow, key) => {
        const member: unknown = Reflect.get(thing, key, thing)
        const path = `${name}.${typeof key === 'symbol' ? (key.description ?? '') : key}`
        // A method of the original, whatever it is called on: private fields know no proxy.
        return typeof member === 'function' && key !== 'constructor'
          ? (...args: readonly unknown[]) => this.#call(path, (given) => Reflect.apply(member, thing, given), args)
          : this.#inward(path, member)
      },
      set: (_shadow, key, value) => !this.#life.isDead && Reflect.set(thing, key, this.#outward(name, value), thing),
      apply: (_shadow, _self, args) => this.#call(name, (given) => (thing as Callable)(...given), args as unknown[]),
    })
    this.#wrapped.set(thing, proxy)
    this.#originals.set(proxy, thing)
    return proxy
  }

  #call(name: string, call: (args: readonly unknown[]) => unknown, args: readonly unknown[]): unknown {
    const isAsync = this.#asyncCalls.has(name)
    if (this.#life.isDead) return isAsync ? never() : refuse(name)
    if (isAsync && !this.#life.passes(`before ${name}`)) return never()
    const answer = call(args.map((arg) => this.#outward(name, arg)))
    if (!types.isPromise(answer)) return this.#inward(name, answer)
    this.#asyncCalls.add(name)
    if (!args.some((arg) => typeof arg === 'function')) this.#note(answer)
    return this.#answer(name, answer)
  }

  #answer(name: string, answer: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      answer.then(
        (value) => this.#life.passes(`after ${name}`) && resolve(this.#inward(name, value)),
        (error: unknown) => this.#life.passes(`after ${name} failed`) && reject(error as Error),
      )
    })
  }

  #note(call: Promise<unknown>): void {
    this.#underWay.add(call)
    const forget = (): boolean => this.#underWay.delete(call)
    call.then(forget, forget)
  }

  #inward(name: string, value: unknown): unknown {
    return isOutside(value) ? this.#proxy(name, value) : value
  }

  /** A function is called back through the membrane, whoever's it is; of anything else the outside gets its own. */
  #outward(name: string, value: unknown): unknown {
    if (typeof value === 'function') return this.#callback(name, value as Callable)
    return typeof value === 'object' && value !== null ? (this.#originals.get(value) ?? value) : value
  }

  /** Code of this life that the outside calls. */
  #callback(name: string, call: Callable): Callable {
    return (...args) => {
      if (this.#life.isDead) return never()
      const answer = call(...args.map((arg) => this.#inward(name, arg)))
      return types.isPromise(answer) ? this.#whileAlive(answer) : this.#outward(name, answer)
    }
  }

  #whileAlive(answer: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      answer.then(
        (value) => !this.#life.isDead && resolve(this.#outward('', value)),
        (error: unknown) => !this.#life.isDead && reject(error as Error),
      )
    })
  }
}

/** Looks the same and can be changed: a proxy must tell the truth about what is frozen, and we don't. */
const shadowOf = (thing: object): object => {
  if (typeof thing === 'function') return thing
  const properties = Object.getOwnPropertyDescriptors(thing)
  for (const property of Object.values(properties)) property.configurable = true
  return Object.create(Object.getPrototypeOf(thing) as object | null, properties) as object
}

const never = (): Promise<never> => new Promise(() => undefined)

const refuse = (name: string): never => {
  throw new Failure('unknown', 'testing.dead', `the process died before it called ${name}`)
}
