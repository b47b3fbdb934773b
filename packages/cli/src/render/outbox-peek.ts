import type { Outbound } from '@baltra/sdk'
import { table } from './table.ts'

/** Without the data, which may be about people. */
export const outboxPeekText = (messages: readonly Outbound[]): string =>
  messages.length === 0
    ? 'The outbox is empty.\n'
    : table(
        ['time', 'topic', 'type', 'company', 'key', 'sequence', 'id'],
        messages.map(({ topic, message }) => ({
          time: message.time,
          topic,
          type: message.type,
          company: message.companyid,
          key: message.partitionkey,
          sequence: message.sequence,
          id: message.id,
        })),
      )
