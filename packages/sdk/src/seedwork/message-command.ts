import type { z } from 'zod'
import type { Definition } from './command-bus.ts'
import { defineMessage, type MessageDefinition, type MessageOptions } from './message-definition.ts'

/** A command that may also come as a message: the bus knows it by `name` and `input`, the wire by `type` and `schema`. */
export interface MessageCommand<Name extends string = string, Input extends z.ZodType = z.ZodType, Result = unknown>
  extends Definition<Name, Input, Result>, MessageDefinition<Name, Input> {}

export const defineMessageCommand =
  <Result>() =>
  <const Name extends string, Input extends z.ZodType>(
    options: MessageOptions<Name, Input>,
  ): MessageCommand<Name, Input, Result> => {
    const message = defineMessage(options)
    return { ...message, name: message.type, input: message.schema }
  }
