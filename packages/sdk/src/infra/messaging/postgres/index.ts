export type { Engine } from './config.ts'
export {
  deadLetters,
  type AttemptError,
  type DeadLetter,
  type DeadLetterQuery,
  type DeadLetters,
} from './dead-letters.ts'
export { postgresPublisher, type PostgresPublisherOptions } from './publisher.ts'
export { postgresSubscriber } from './subscriber.ts'
