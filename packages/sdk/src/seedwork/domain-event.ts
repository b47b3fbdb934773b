import type { z } from 'zod'

/** A fact of the business in its published form. Once released, its data only ever gains optional fields. */
export interface EventDefinition<Type extends string = string, Data extends z.ZodType = z.ZodType> {
  /** `context.fact_in_the_past`, for example `funnel.stage_entered`. */
  readonly type: Type
  readonly data: Data
}

export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type
  /** When it happened, which may be long before it was recorded. */
  readonly at: Date
  readonly data: Data
  /** Why, in the words of whoever did it. Kept in the history and never published: people name people. */
  readonly reason?: string
}

export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Data> ? DomainEvent<Type, z.output<Data>> : never

export const defineEvent = <const Type extends string, Data extends z.ZodType>(
  type: Type,
  data: Data,
): EventDefinition<Type, Data> => ({ type, data })
