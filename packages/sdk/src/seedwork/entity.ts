/** A thing that stays the same while its state changes. */
export abstract class Entity<State extends { readonly id: string }> {
  protected state: State

  protected constructor(state: State) {
    this.state = state
  }

  get id(): State['id'] {
    return this.state.id
  }

  is(other: Entity<State>): boolean {
    return other.id === this.id
  }
}
