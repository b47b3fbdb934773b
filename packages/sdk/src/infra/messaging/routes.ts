import type { z } from 'zod'
import type { Call } from '../../seedwork/call.ts'
import type { Bus, Definition } from '../../seedwork/command-bus.ts'
import type { DomainEvent, EventDefinition, EventOf } from '../../seedwork/domain-event.ts'

/** How one type of message is read and what is done with it. */
export interface Route {
  readonly type: string
  readonly data: z.ZodType
  handle(message: { readonly type: string; readonly time: string; readonly data: unknown }, call: Call): Promise<void>
}

/** A command that came as a message is sent on to its handler. */
export const commandRoute = ({ bus }: { readonly bus: Bus }, definition: Definition): Route => ({
  type: definition.name,
  data: definition.input,
  handle: async ({ data }, call) => void (await bus.send(definition, data, call)),
})

/** A context's published facts, all of them: which of them matter is for `follow` to say. */
export const eventRoutes = <Events extends readonly EventDefinition[]>(
  events: Events,
  follow: (event: EventOf<Events[number]>, call: Call) => Promise<void>,
): readonly Route[] =>
  events.map(({ type, data }) => ({
    type,
    data,
    handle: (message, call) => {
      const event: DomainEvent = { type, at: new Date(message.time), data: message.data }
      return follow(event as EventOf<Events[number]>, call)
    },
  }))
