export type { Bell } from './bell.ts'
export { database, Database, outboxBell, type Anchor, type DatabaseOptions } from './database.ts'
export { migrate } from './migrate.ts'
export type { LaneFaults, NumberRange } from './lane-faults.ts'
export { PgOutbox } from './outbox.ts'
export {
  outboxStatus,
  type ConsumerBacklog,
  type OutboxDepth,
  type OutboxStatus,
  type TopicDepth,
} from './outbox-status.ts'
export type { OutgoingMessage } from './outgoing-message.ts'
export { peekOutbox } from './peek-outbox.ts'
export type { Session } from './session.ts'
export type { Transaction } from './transaction.ts'
export { unitOfWork } from './unit-of-work.ts'
export { prune } from './prune.ts'
export { verifyOutbox, type FaultyLane, type OutboxVerdict, type VerifyOutboxOptions } from './verify-outbox.ts'
