import type { Outbound } from '../../seedwork/message.ts'
import type { Outbox } from '../../seedwork/outbox.ts'
import type { Ear } from './ear.ts'
import { shards } from './outbox-shards.ts'
import { messageOf, type OutboxRow } from './stored-message.ts'
import { outboxBell, type Anchor, type Database } from './database.ts'

/** Namespace of the advisory locks by which relays share the shards. */
const shardLocks = 7_266_002

const lockDueShards = `
  with due as materialized (
    select shard from generate_series(0, ${shards - 1}) as s (shard)
    where exists (select from messaging.outbox o where o.shard = s.shard)
  )
  select shard from due where pg_try_advisory_lock($1, shard)`

/** A share of each shard, by its index: a long backlog in one neither starves the others nor is sorted as a whole. */
const read = `
  select o.* from unnest($1::smallint[]) as locked (shard) cross join lateral (
    select shard, id, company_id, topic, key, sequence, message from messaging.outbox
    where shard = locked.shard and not (company_id::text || ' ' || topic || ' ' || key = any($2::text[]))
    order by id limit $3) o`

const forget = `
  delete from messaging.outbox o using unnest($1::smallint[], $2::bigint[]) as sent (shard, id)
  where o.shard = sent.shard and o.id = sent.id`

/**
 * The outbox for one relay. Shards are held by session locks on a connection of its own, and only while a batch is on
 * its way: when the process dies the server lets them go, with no lease to run out.
 */
export class PgOutbox implements Outbox, AsyncDisposable {
  readonly #database: Database
  #anchor: Anchor | undefined
  #ear: Ear | undefined

  constructor({ database }: { readonly database: Database }) {
    this.#database = database
  }

  drain: Outbox['drain'] = async (send, { limit, except }) => {
    const anchor = await this.#connection()
    try {
      const locked = await anchor.query<{ shard: number }>(lockDueShards, [shardLocks])
      if (locked.length === 0) return { taken: 0, unsent: [] }
      const share = Math.ceil(limit / locked.length)
      const rows = await anchor.query<OutboxRow>(read, [locked.map(({ shard }) => shard), except, share])
      const batch = rows.map(outbound)
      const results = rows.length > 0 ? await send(batch) : []
      const sent = rows.filter((_, index) => results[index] === undefined)
      await anchor.query(forget, [sent.map(({ shard }) => shard), sent.map(({ id }) => id)])
      await anchor.query('select pg_advisory_unlock_all()')
      return { taken: rows.length, unsent: batch.filter((_, index) => results[index] !== undefined) }
    } catch (error) {
      await this.#letGo()
      throw error
    }
  }

  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.#ear ??= this.#database.bell(outboxBell).ear()
    return this.#ear.wait(milliseconds, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ear?.[Symbol.dispose]()
    await this.#letGo()
  }

  async #connection(): Promise<Anchor> {
    if (this.#anchor?.lost.aborted) await this.#letGo()
    this.#anchor ??= await this.#database.anchor()
    return this.#anchor
  }

  /** Closing the connection is what frees its locks, also when nothing else works any more. */
  async #letGo(): Promise<void> {
    const anchor = this.#anchor
    this.#anchor = undefined
    await anchor?.[Symbol.asyncDispose]()
  }
}

const outbound = (row: OutboxRow): Outbound => ({ topic: row.topic, message: messageOf(row) })
