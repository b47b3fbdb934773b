import type { z } from 'zod'

/** A fact of the business. What of it is published is said by its `MessageDefinition`. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type
  /** When it happened, which may be long before it was recorded. */
  readonly at: Date
  readonly data: Data
  /** Why, in the words of whoever did it. Kept in the history and never published: people name people. */
  readonly reason?: string
}

/** The event that a definition describes. */
export type EventOf<Definition> = Definition extends {
  readonly type: infer Type extends string
  readonly schema: infer Schema extends z.ZodType
}
  ? DomainEvent<Type, z.output<Schema>>
  : never
