import type { DomainEvent } from './domain-event.ts'
import { Entity } from './entity.ts'
import { Failure } from './failure.ts'

/**
 * The boundary of one decision. Its methods check and then `record` a fact; only `evolve` changes state, and never
 * refuses. `version` counts the facts since its birth and is what a repository compares when it saves.
 */
export abstract class AggregateRoot<
  State extends { readonly id: string },
  Event extends DomainEvent,
> extends Entity<State> {
  #storedVersion: number
  readonly #recorded: Event[] = []

  protected constructor(state: State, version: number) {
    super(state)
    this.#storedVersion = version
  }

  /** The version as it was loaded: 0 for one that was never saved. */
  get storedVersion(): number {
    return this.#storedVersion
  }

  get version(): number {
    return this.#storedVersion + this.#recorded.length
  }

  get recorded(): readonly Event[] {
    return this.#recorded
  }

  /** Refuses with `conflict` when whoever asks has looked at another version. */
  expectVersion(expected: number): void {
    if (expected === this.#storedVersion) return
    throw new Failure('conflict', 'conflict', `version ${expected} was expected, it is ${this.#storedVersion}`, {
      details: { expectedVersion: expected, version: this.#storedVersion },
    })
  }

  /** Applies what happened to it before. Only for a repository, which has nothing recorded yet. */
  replay(events: Iterable<Event>): void {
    for (const event of events) {
      this.state = this.evolve(this.state, event)
      this.#storedVersion += 1
    }
  }

  protected record(event: Event): void {
    this.state = this.evolve(this.state, event)
    this.#recorded.push(event)
  }

  protected abstract evolve(state: State, event: Event): State
}
