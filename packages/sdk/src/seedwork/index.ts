export { AggregateRoot } from './aggregate-root.ts'
export { CompanyId, type Actor, type Call, type Once } from './call.ts'
export { systemClock, type Clock } from './clock.ts'
export {
  commandBus,
  defineCommand,
  on,
  type Bus,
  type Definition,
  type Handler,
  type Middleware,
  type Next,
  type Registration,
} from './command-bus.ts'
export { defineEvent, type DomainEvent, type EventDefinition, type EventOf } from './domain-event.ts'
export { Entity } from './entity.ts'
export { Failure, type FailureKind, type FailureOptions } from './failure.ts'
export { invalidInput, type InputError } from './invalid-input.ts'
export { Message, type Outbound } from './message.ts'
export { metrics, type Measurement } from './middleware/metrics.ts'
export { laneOf, type Outbox, type Sent } from './outbox.ts'
export { retryConflicts } from './middleware/retry-conflicts.ts'
export { tracing, type Spans } from './middleware/tracing.ts'
export { validation } from './middleware/validation.ts'
export { defineQuery, queryBus } from './query-bus.ts'
export { text } from './text.ts'
export type { Delivery, Publisher, Subscriber, Subscription } from './transport.ts'
export { typedId, uuidv7Ids, type Ids } from './typed-id.ts'
export type { Outgoing, UnitOfWork } from './unit-of-work.ts'
export { ValueObject } from './value-object.ts'
