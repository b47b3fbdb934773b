import type { Command } from './command.ts'
import { dlqDiscard } from './commands/dlq-discard.ts'
import { dlqEdit } from './commands/dlq-edit.ts'
import { dlqList } from './commands/dlq-list.ts'
import { dlqReplay } from './commands/dlq-replay.ts'
import { dlqShow } from './commands/dlq-show.ts'
import { eventsStream } from './commands/events-stream.ts'
import { eventsTail } from './commands/events-tail.ts'
import { migrateDatabase } from './commands/migrate.ts'
import { outboxPeek } from './commands/outbox-peek.ts'
import { outboxStatusNow } from './commands/outbox-status.ts'
import { outboxVerify } from './commands/outbox-verify.ts'

/** All that there is, in the order in which help lists it. */
export const commands: readonly Command[] = [
  migrateDatabase,
  outboxStatusNow,
  outboxPeek,
  outboxVerify,
  dlqList,
  dlqShow,
  dlqReplay,
  dlqEdit,
  dlqDiscard,
  eventsTail,
  eventsStream,
]

/** What a first word alone stands for. */
export const groups: Readonly<Record<string, string>> = {
  outbox: 'what was committed and waits to be sent',
  dlq: 'dead letters: messages that a consumer gave up on',
  events: 'the event store: what happened, in its streams and as a whole',
}
