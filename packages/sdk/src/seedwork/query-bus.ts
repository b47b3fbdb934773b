import type { z } from 'zod'
import { commandBus, type Definition } from './command-bus.ts'

/** A question: its handler changes nothing, so that it may be asked again, of a replica, or not at all. */
export const defineQuery =
  <Result>() =>
  <const Name extends string, Input extends z.ZodType>(name: Name, input: Input): Definition<Name, Input, Result> => ({
    name,
    input,
  })

/** Dispatches as the command bus does. It is another bus because other middleware belongs around it. */
export const queryBus = commandBus
