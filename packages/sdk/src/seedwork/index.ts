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
export type { DomainEvent, EventOf } from './domain-event.ts'
export { Entity } from './entity.ts'
export { eventBus, type EventBus } from './event-bus.ts'
export type { Checkpoint, EventFeed, FeedPage } from './event-feed.ts'
export {
  noStream,
  type EventStore,
  type ExpectedVersion,
  type NewEvent,
  type PastEvent,
  type StoredEvent,
  type StreamName,
} from './event-store.ts'
export { Failure, type FailureKind, type FailureOptions } from './failure.ts'
export { invalidInput, type InputError } from './invalid-input.ts'
export { Message, type Outbound } from './message.ts'
export { defineMessageCommand, type MessageCommand } from './message-command.ts'
export { defineMessage, type MessageDefinition, type MessageOptions, type Topic } from './message-definition.ts'
export { forward, handle, ignore, type MessageHandler } from './message-handler.ts'
export { metrics, type Measurement } from './middleware/metrics.ts'
export { laneOf, type Outbox, type Sent } from './outbox.ts'
export { retryConflicts } from './middleware/retry-conflicts.ts'
export { tracing, type Spans } from './middleware/tracing.ts'
export { validation } from './middleware/validation.ts'
export { command, type Command, type Decision, type StepFacts } from './process-decision.ts'
export { defineProcess, type ProcessDefinition, type ProcessOptions } from './define-process.ts'
export type { Correlation, ProcessStep, Steps, TimerStep } from './process-steps.ts'
export type { NoEffect } from './take-step.ts'
export { defineQuery, queryBus } from './query-bus.ts'
export { text } from './text.ts'
export type { Delivery, Publisher, Subscriber, Subscription } from './transport.ts'
export { typedId, uuidv7Ids, type Ids } from './typed-id.ts'
export type { Outgoing, UnitOfWork } from './unit-of-work.ts'
export { upcaster, type Upcaster } from './upcast.ts'
export { ValueObject } from './value-object.ts'
