import type { Message, Outbound } from '../../seedwork/message.ts'
import type { Outbox } from '../../seedwork/outbox.ts'
import type { Ear } from './ear.ts'
import { outboxBell, type Anchor, type Database } from './database.ts'

/** Namespace of the advisory locks by which relays share the shards. */
const shardLocks = 7_266_002

const shards = 16

interface Row {
  readonly id: string
  readonly topic: string
  readonly sequence: string
  readonly message: Omit<Message, 'sequence'>
}

const lockDueShards = `
  with due as materialized (
    select shard from generate_series(0, ${shards - 1}) as s (shard)
    where exists (select from messaging.outbox o where o.shard = s.shard)
  )
  select shard from due where pg_try_advisory_lock($1, shard)`

const read = `
  select id, topic, sequence, message from messaging.outbox
  where shard = any($1::smallint[]) and not (company_id::text || ' ' || topic || ' ' || key = any($2::text[]))
  order by id limit $3`

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
      const rows = await anchor.query<Row>(read, [locked.map(({ shard }) => shard), except, limit])
      const batch = rows.map(outbound)
      const results = rows.length > 0 ? await send(batch) : []
      const sent = rows.filter((_, index) => results[index] === undefined).map(({ id }) => id)
      await anchor.query('delete from messaging.outbox where id = any($1::bigint[])', [sent])
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

const outbound = ({ topic, sequence, message }: Row): Outbound => ({
  topic,
  message: { ...message, sequence: Number(sequence) },
})
