/** A value without identity: two of them are the same when their values are. */
export abstract class ValueObject<Value extends string | number | bigint> {
  readonly value: Value

  protected constructor(value: Value) {
    this.value = value
  }

  equals(other: ValueObject<Value>): boolean {
    return other.constructor === this.constructor && other.value === this.value
  }

  toString(): string {
    return String(this.value)
  }

  toJSON(): Value {
    return this.value
  }
}
