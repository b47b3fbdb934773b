import type { z } from 'zod'
import type { Bus } from './command-bus.ts'
import type { Call } from './call.ts'
import type { MessageCommand } from './message-command.ts'
import type { MessageDefinition } from './message-definition.ts'

/** A definition and what is done with its messages. */
export interface MessageHandler {
  readonly definition: MessageDefinition
  /** `at` is when it happened: the message's own time. */
  handle(this: void, data: unknown, call: Call, at: Date): Promise<void>
}

/** Pairs a definition with its handler; one that does not fit does not compile. */
export const handle = <Schema extends z.ZodType>(
  definition: MessageDefinition<string, Schema>,
  handler: (data: z.output<Schema>, call: Call, at: Date) => Promise<void>,
): MessageHandler => ({ definition, handle: (data, call, at) => handler(data as z.output<Schema>, call, at) })

/** Says on purpose that nothing is to be done: a consumer must name every type that its topics carry. */
export const ignore = (definition: MessageDefinition): MessageHandler => ({ definition, handle: async () => undefined })

/** A command that came as a message is sent on to its handler; nobody waits for its answer. */
export const forward = (definition: MessageCommand, { bus }: { readonly bus: Bus }): MessageHandler => ({
  definition,
  handle: async (data, call) => void (await bus.send(definition, data, call)),
})
