import type { Call } from './call.ts'
import type { Middleware, Next } from './command-bus.ts'
import type { DomainEvent, EventOf } from './domain-event.ts'
import { Failure } from './failure.ts'
import type { MessageDefinition } from './message-definition.ts'
import type { MessageHandler } from './message-handler.ts'

/**
 * Tells whoever in this process wants to know. What it starts is lost with the process: what must happen is a message,
 * and goes through the outbox.
 */
export interface EventBus<Event extends DomainEvent> {
  /**
   * Hands the event to each of its handlers, in the order of their registration, also when an earlier one has failed.
   * Rejects when all are done with what one of them rejected with, or with `bus.handlers_failed` when several did. Without
   * any handler nothing happens.
   */
  publish(event: Event, call: Call): Promise<void>
}

/** The first middleware is the outermost, around each handler. Throws at once for a handler of an event that is not among `events`. */
export const eventBus = <const Events extends readonly MessageDefinition[]>({
  events,
  middleware = [],
  handlers,
}: {
  readonly events: Events
  readonly middleware?: readonly Middleware[]
  readonly handlers: readonly MessageHandler[]
}): EventBus<EventOf<Events[number]>> => {
  const stranger = handlers.find(({ definition }) => !events.includes(definition))
  if (stranger) {
    throw new Failure('invalid', 'bus.unexpected_handler', `${stranger.definition.type} is none of the events`)
  }
  const byType = Map.groupBy(handlers, ({ definition }) => definition.type)
  return {
    async publish({ type, at, data }, call) {
      const errors: unknown[] = []
      for (const handler of byType.get(type) ?? []) {
        try {
          await wrapped(handler, middleware, at)(data, call)
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw together(type, errors)
    },
  }
}

const wrapped = ({ definition, handle }: MessageHandler, middleware: readonly Middleware[], at: Date): Next => {
  const named = { name: definition.type, input: definition.schema }
  return middleware.reduceRight<Next>(
    (next, wrap) => wrap(named, next),
    (data, call) => handle(data, call, at),
  )
}

const together = (type: string, errors: readonly unknown[]): unknown =>
  errors.length === 1
    ? errors[0]
    : new Failure('unknown', 'bus.handlers_failed', `${errors.length} handlers of ${type} failed`, {
        cause: new AggregateError(errors),
      })
