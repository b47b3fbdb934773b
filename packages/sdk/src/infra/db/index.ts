export type { Bell } from './bell.ts'
export { database, Database, outboxBell, type Anchor, type DatabaseOptions } from './database.ts'
export { migrate } from './migrate.ts'
export type { LaneFaults, NumberRange } from './lane-faults.ts'
export { PgOutbox } from './outbox.ts'
export { outboxGauges } from './outbox-gauges.ts'
export {
  outboxStatus,
  type ConsumerBacklog,
  type OutboxDepth,
  type OutboxStatus,
  type ScheduledDepth,
  type TopicDepth,
} from './outbox-status.ts'
export { outgoing } from './outgoing.ts'
export type { OutgoingMessage } from './outgoing-message.ts'
export { peekOutbox } from './peek-outbox.ts'
export { processHandlers, type ProcessManagerDependencies, type ProcessStepTold } from './processes/process-manager.ts'
export { pump, type Pump, type PumpDependencies, type PumpOptions } from './scheduled/pump.ts'
export type { Session } from './session.ts'
export type { Transaction } from './transaction.ts'
export { unitOfWork } from './unit-of-work.ts'
export { prune } from './prune.ts'
export { publishedEvents } from './published-events.ts'
export { verifyOutbox, type FaultyLane, type OutboxVerdict, type VerifyOutboxOptions } from './verify-outbox.ts'
