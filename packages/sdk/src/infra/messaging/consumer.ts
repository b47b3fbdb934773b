import type { Call } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import { handlersByType } from '../../seedwork/handlers-by-type.ts'
import { Message } from '../../seedwork/message.ts'
import type { MessageDefinition } from '../../seedwork/message-definition.ts'
import type { MessageHandler } from '../../seedwork/message-handler.ts'
import { traceContext } from '../../seedwork/trace-context.ts'
import type { Delivery, Subscriber } from '../../seedwork/transport.ts'
import type { Attend, MessageMiddleware, Settlement } from './attempt.ts'
import { malformed } from './malformed.ts'
import { validation } from './middleware/validation.ts'
import { tell } from './tell.ts'
import { usualMiddleware } from './usual-middleware.ts'

export interface ConsumerDependencies {
  readonly subscriber: Subscriber
  readonly logger: { warn(facts: object, message: string): void }
  /** Around every attempt, the first outermost, validation and handlers innermost: `usualMiddleware` when nothing is said. */
  readonly middleware?: readonly MessageMiddleware[]
}

export interface ConsumerOptions {
  /** Names the inbox marks: it stays the same for good. */
  readonly name: string
  /** All that its topics carry: the topics are taken from them, and each needs its handler. */
  readonly messages: readonly MessageDefinition[]
  readonly handlers: readonly MessageHandler[]
  /** The most messages in hand at once, each of another lane. */
  readonly concurrency?: number
}

export interface Consumer {
  /** As `Subscriber.subscribe`: to be done before anything is sent that it must not miss. */
  subscribe(): Promise<void>

  /** Handles the messages of its topics until `signal` aborts, then ends with what is in hand. */
  run(signal: AbortSignal): Promise<void>
}

/**
 * A message that is no message, that nobody here can read or whose data does not fit is parked with the reason: never
 * dropped, never looped. Throws at once when a message has no handler or two, and when nothing could be handled at a time.
 */
export const consumer = (
  { subscriber, logger, middleware = usualMiddleware({ logger }) }: ConsumerDependencies,
  { name, messages, handlers, concurrency = 10 }: ConsumerOptions,
): Consumer => {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new Failure('invalid', 'messaging.bad_concurrency', `${name} can't handle ${concurrency} messages at once`)
  }
  const subscription = { consumer: name, topics: [...new Set(messages.map(({ topic }) => topic))] }
  const types = new Set(messages.map(({ type }) => type))
  const stack = [...middleware, validation({ messages })]
  const attend = stack.reduceRight<Attend>((next, wrap) => wrap(next), dispatch(handlersByType(messages, handlers)))
  const handle = async (delivery: Delivery): Promise<void> => {
    const { topic, started, finished } = delivery
    const read = Message.safeParse(delivery.message)
    if (!read.success) {
      const facts = { consumer: name, topic, message: idOf(delivery.message), started }
      tell(() => logger.warn(facts, 'what is no message was parked'))
      return delivery.park(malformed(delivery.message, read.error))
    }
    const message = read.data
    const type = types.has(message.type) ? message.type : 'unknown'
    const call = callOf(message, name)
    await settle(delivery, await attend({ consumer: name, topic, message, type, call, started, finished }))
  }
  return {
    subscribe: () => subscriber.subscribe(subscription),
    run: (signal) => subscriber.consume(subscription, handle, { concurrency, signal }),
  }
}

const dispatch =
  (handlers: ReadonlyMap<string, MessageHandler>): Attend =>
  async ({ message, call }) => {
    // Validation let no other type pass.
    await handlers.get(message.type)!.handle(message.data, call, new Date(message.time))
    return { became: 'acked' }
  }

const settle = (delivery: Delivery, settlement: Settlement): Promise<void> => {
  switch (settlement.became) {
    case 'acked':
      return delivery.ack()
    case 'retried':
      return delivery.retry(settlement.failure, settlement.after)
    case 'parked':
      return delivery.park(settlement.failure)
  }
}

const idOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined

const callOf = (message: Message, consumer: string): Call => ({
  companyId: message.companyid,
  actor: { kind: 'consumer', id: consumer },
  correlationId: message.correlationid,
  causationId: message.id,
  ...traceContext(message),
})
