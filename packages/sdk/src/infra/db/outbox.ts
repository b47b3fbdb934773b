import type { Outbound } from '../../seedwork/message.ts'
import type { Outbox } from '../../seedwork/outbox.ts'
import type { Ear } from './ear.ts'
import { OutboxFloor } from './outbox-floor.ts'
import { shards } from './outbox-shards.ts'
import { messageOf, type OutboxRow } from './stored-message.ts'
import { outboxBell, type Anchor, type Database } from './database.ts'

/** How often to look how far the outbox is empty, in milliseconds. */
const raiseEvery = 250

/** Namespace of the advisory locks by which relays share the shards. */
const shardLocks = 7_266_002

const lockDueShards = `
  with due as materialized (
    select shard from generate_series(0, ${shards - 1}) as s (shard)
    where exists (select from messaging.outbox o where o.shard = s.shard and o.id >= $2::bigint)
  )
  select shard from due where pg_try_advisory_lock($1, shard)`

/**
 * A share of each shard that is locked by now, by its index: a long backlog in one neither starves the others nor is sorted
 * as a whole. A statement of its own, since what another relay has just deleted must not be seen; sent together with the
 * one that locks.
 */
const read = `
  with locked as materialized (
    select objid::int as shard from pg_locks
    where locktype = 'advisory' and classid = $1 and objsubid = 2 and pid = pg_backend_pid()
  )
  select o.* from locked cross join lateral (
    select shard, id, company_id, topic, key, sequence, message from messaging.outbox
    where shard = locked.shard and id >= $2::bigint and not (company_id::text || ' ' || topic || ' ' || key = any($3::text[]))
    order by id limit ceil($4::float8 / (select count(*) from locked))) o`

/** One by one, by where they are: a planner that has seen the table empty would compare a backlog with all that was sent. */
const forget = `
  delete from messaging.outbox where ctid = any (array(
    select o.place from unnest($1::smallint[], $2::bigint[]) as sent (shard, id) cross join lateral (
      select ctid as place from messaging.outbox where shard = sent.shard and id = sent.id offset 0) o))`

/**
 * The outbox for one relay. Shards are held by session locks on a connection of its own, and only while a batch is on
 * its way: when the process dies the server lets them go, with no lease to run out.
 */
export class PgOutbox implements Outbox, AsyncDisposable {
  readonly #database: Database
  #anchor: Anchor | undefined
  #floor = new OutboxFloor()
  #raised = -Infinity
  #ear: Ear | undefined

  constructor({ database }: { readonly database: Database }) {
    this.#database = database
  }

  drain: Outbox['drain'] = async (send, { limit, except }) => {
    const anchor = await this.#connection()
    try {
      await this.#raiseFloor(anchor)
      const floor = this.#floor.value
      const [locked, rows] = await Promise.all([
        anchor.query(lockDueShards, [shardLocks, floor], 'baltra_outbox_lock'),
        anchor.query<OutboxRow>(read, [shardLocks, floor, except, limit], 'baltra_outbox_read'),
      ])
      if (locked.length === 0) return { taken: 0, unsent: [] }
      const batch = rows.map(outbound)
      const results = rows.length > 0 ? await send(batch) : []
      const sent = rows.filter((_, index) => results[index] === undefined)
      await Promise.all([
        anchor.query(forget, [sent.map(({ shard }) => shard), sent.map(({ id }) => id)], 'baltra_outbox_forget'),
        anchor.query('select pg_advisory_unlock_all()'),
      ])
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
    this.#anchor ??= await this.#opened()
    return this.#anchor
  }

  /**
   * That something was sent need not reach the disk at once: forgotten in a crash of the server, it is sent again under its
   * id. Plans must not depend on how empty the table was when they were made.
   */
  async #opened(): Promise<Anchor> {
    this.#floor = new OutboxFloor()
    const anchor = await this.#database.anchor()
    for (const setting of ['synchronous_commit', 'enable_seqscan', 'enable_bitmapscan']) {
      await anchor.query(`set ${setting} = off`)
    }
    return anchor
  }

  async #raiseFloor(anchor: Anchor): Promise<void> {
    if (performance.now() - this.#raised < raiseEvery) return
    await this.#floor.raise(anchor)
    this.#raised = performance.now()
  }

  /** Closing the connection is what frees its locks, also when nothing else works any more. */
  async #letGo(): Promise<void> {
    const anchor = this.#anchor
    this.#anchor = undefined
    await anchor?.[Symbol.asyncDispose]()
  }
}

const outbound = (row: OutboxRow): Outbound => ({ topic: row.topic, message: messageOf(row) })
