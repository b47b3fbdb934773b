import type { Outbound } from '../../seedwork/message.ts'
import type { Database } from './database.ts'
import { shards } from './outbox-shards.ts'
import { messageOf, type OutboxRow } from './stored-message.ts'

/** The front of each shard by its index, then the front of those: no sort of the whole table. */
const front = `
  select o.* from generate_series(0, ${shards - 1}) as s (number) cross join lateral (
    select shard, id, company_id, topic, key, sequence, message from messaging.outbox
    where shard = s.number order by id limit $1) o
  order by id limit $1`

/**
 * The messages at the front of the outbox, whole, in the order of their writing, at most `limit` of them; needs `baltra_system`.
 * Takes nothing and holds nothing up: a relay may send them meanwhile.
 */
export const peekOutbox = async (
  { database }: { readonly database: Database },
  { limit }: { readonly limit: number },
): Promise<readonly Outbound[]> => {
  const rows = await database.query<OutboxRow>(front, [limit])
  return rows.map((row) => ({ topic: row.topic, message: messageOf(row) }))
}
