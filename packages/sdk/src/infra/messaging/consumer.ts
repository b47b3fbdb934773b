import type { Call } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import { Message } from '../../seedwork/message.ts'
import type { Delivery, Subscriber } from '../../seedwork/transport.ts'
import type { MessageHandler, MessageMiddleware } from './delivery-handler.ts'
import type { Route } from './routes.ts'
import { settle, type Patience } from './settle.ts'

export interface ConsumerDependencies {
  readonly subscriber: Subscriber
  readonly logger: { warn(facts: object, message: string): void }
  /** Around every handling, the first outermost. */
  readonly middleware?: readonly MessageMiddleware[]
}

export interface ConsumerOptions {
  /** Names the inbox marks: it stays the same for good. */
  readonly consumer: string
  readonly topics: readonly string[]
  readonly routes: readonly Route[]
  readonly concurrency?: number
  readonly patience?: Patience
  readonly signal: AbortSignal
}

/**
 * Handles the messages of its topics until `signal` aborts, then ends with what is in hand. A message that is no message,
 * whose type has no route or whose data does not fit is parked with the reason: never dropped, never looped.
 */
export const consume = (
  { subscriber, logger, middleware = [] }: ConsumerDependencies,
  { consumer, topics, routes, concurrency = 10, patience, signal }: ConsumerOptions,
): Promise<void> => {
  const handle = middleware.reduceRight<MessageHandler>((next, wrap) => wrap(next), dispatch(routes))
  const attempt = async (delivery: Delivery): Promise<void> => {
    const message = Message.safeParse(delivery.message)
    if (!message.success)
      throw new Failure('invalid', 'messaging.malformed', 'this is no message', { cause: message.error })
    await handle(message.data, callOf(message.data, consumer))
  }
  return subscriber.consume({ consumer, topics }, settle({ attempt, logger }, patience), { concurrency, signal })
}

const dispatch = (routes: readonly Route[]): MessageHandler => {
  const byType = new Map(routes.map((route) => [route.type, route]))
  return async (message, call) => {
    const route = byType.get(message.type)
    if (!route) throw new Failure('invalid', 'messaging.unknown_type', `no handler for ${message.type}`)
    const data = route.data.safeParse(message.data)
    if (!data.success) {
      throw new Failure('invalid', 'messaging.bad_data', `the data of ${message.type} does not fit`, {
        cause: data.error,
      })
    }
    await route.handle({ ...message, data: data.data }, call)
  }
}

const callOf = (message: Message, consumer: string): Call => ({
  companyId: message.companyid,
  actor: { kind: 'consumer', id: consumer },
  correlationId: message.correlationid,
  causationId: message.id,
  ...(message.traceparent ? { traceparent: message.traceparent } : {}),
  once: { kind: 'message', consumer, messageId: message.id },
})
