import type { Database } from './database.ts'

/** Longer than any transport redelivers: Meta and Pulsar retry for days, so a mark is kept for a month. */
const inboxDays = 30

/** As long as a client may still repeat a request whose answer it never saw. */
const idempotencyHours = 24

/** Longer than a message can be late: one for a process that nobody remembers would start it anew, or be parked. */
const endedProcessDays = 90

const atOnce = 5_000

/** Forgets marks and ended processes that are too old to be asked for, a few at a time; needs `baltra_system`. True when there are more. */
export const prune = async ({ database }: { readonly database: Database }): Promise<boolean> => {
  const [marks, answers, processes] = await Promise.all([
    database.query(
      `delete from messaging.inbox where (consumer, message_id) in (
         select consumer, message_id from messaging.inbox where handled_at < now() - make_interval(days => $1) limit $2)
       returning 1`,
      [inboxDays, atOnce],
    ),
    database.query(
      `delete from http.idempotency_keys where (company_id, key) in (
         select company_id, key from http.idempotency_keys where created_at < now() - make_interval(hours => $1) limit $2)
       returning 1`,
      [idempotencyHours, atOnce],
    ),
    database.query(
      `delete from messaging.processes where (company_id, process, id) in (
         select company_id, process, id from messaging.processes
         where ended_at < now() - make_interval(days => $1) limit $2)
       returning 1`,
      [endedProcessDays, atOnce],
    ),
  ])
  return [marks, answers, processes].some((forgotten) => forgotten.length === atOnce)
}
