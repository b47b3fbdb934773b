import type { OutgoingMessage } from '../outgoing-message.ts'
import type { Transaction } from '../transaction.ts'
import { storedJson } from '../write-outbox.ts'

const insert = `
  insert into messaging.scheduled (company_id, name, due_at, topic, key, message) values ($1, $2, $3, $4, $5, $6)
  on conflict (company_id, name) do update set id = default, due_at = excluded.due_at, topic = excluded.topic,
    key = excluded.key, message = excluded.message`

/**
 * Leaves a message that goes out at its `at`, and replaces the one of this name if it still waits. Its time is that of its
 * going out: the age of what waits in the outbox is counted from there.
 */
export const scheduleMessage = (transaction: Transaction, name: string, message: OutgoingMessage): void => {
  const { call, write } = transaction
  const { at, topic, key } = message
  write(insert, [call.companyId, name, at, topic, key, storedJson(call, message)], 'baltra_schedule')
}
