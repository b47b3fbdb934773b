import type { z } from 'zod'
import type { Call } from './call.ts'
import { Failure } from './failure.ts'

/** A request to do or to tell something: a name, the schema of its input and, for the compiler only, its result. */
export interface Definition<Name extends string = string, Input extends z.ZodType = z.ZodType, Result = unknown> {
  readonly name: Name
  readonly input: Input
  /** Never set: carries the result's type. */
  readonly result?: Result
}

export type Handler<D> =
  D extends Definition<string, infer Input, infer Result>
    ? (input: z.output<Input>, call: Call) => Promise<Result>
    : never

export type Next = (input: unknown, call: Call) => Promise<unknown>

/** Wraps every handler once, at boot. */
export type Middleware = (definition: Definition, next: Next) => Next

export interface Registration {
  readonly definition: Definition
  readonly handle: Next
}

export interface Bus {
  /** Rejects with whatever the handler or a middleware rejects with. */
  send<Input extends z.ZodType, Result>(
    definition: Definition<string, Input, Result>,
    input: z.input<Input>,
    call: Call,
  ): Promise<Result>
}

export const defineCommand =
  <Result>() =>
  <const Name extends string, Input extends z.ZodType>(name: Name, input: Input): Definition<Name, Input, Result> => ({
    name,
    input,
  })

/** Pairs a definition with its handler; one that does not fit does not compile. */
export const on = <Name extends string, Input extends z.ZodType, Result>(
  definition: Definition<Name, Input, Result>,
  handler: (input: z.output<Input>, call: Call) => Promise<Result>,
): Registration => ({ definition, handle: (input, call) => handler(input as z.output<Input>, call) })

/** The first middleware is the outermost. Throws at once when two handlers claim one definition. */
export const commandBus = ({
  middleware = [],
  handlers,
}: {
  readonly middleware?: readonly Middleware[]
  readonly handlers: readonly Registration[]
}): Bus => {
  const routes = new Map<string, Next>()
  for (const { definition, handle } of handlers) {
    if (routes.has(definition.name))
      throw new Failure('invalid', 'bus.doubled_handler', `two handlers for ${definition.name}`)
    routes.set(
      definition.name,
      middleware.reduceRight<Next>((next, wrap) => wrap(definition, next), handle),
    )
  }
  return {
    async send<Result>(definition: Definition<string, z.ZodType, Result>, input: unknown, call: Call) {
      const route = routes.get(definition.name)
      if (!route) throw new Failure('invalid', 'bus.no_handler', `no handler for ${definition.name}`)
      return (await route(input, call)) as Result
    },
  }
}
