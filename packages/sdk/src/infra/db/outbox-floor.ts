import type { Anchor } from './database.ts'
import { shards } from './outbox-shards.ts'

const given = 'select (last_value - (not is_called)::int)::text as last from messaging.outbox_id_seq'

/** Whoever writes to the outbox holds this lock from before it takes a number until it has committed. */
const writing = `
  select virtualtransaction as writer from pg_locks
  where locktype = 'relation' and mode = 'RowExclusiveLock' and relation = 'messaging.outbox'::regclass
    and database = (select oid from pg_database where datname = current_database())`

const lowest = `
  select least($1::bigint + 1, min(o.id))::text as floor
  from generate_series(0, ${shards - 1}) as s (number) cross join lateral (
    select id from messaging.outbox where shard = s.number and id >= $2::bigint order by id limit 1) o`

interface Mark {
  /** The last number that had been given. */
  readonly last: string
  /** Who may have been given one of those and had not committed. */
  readonly writers: readonly string[]
}

/**
 * The number below which the outbox has nothing and never will. By it a relay passes the rows that it deleted, which the server
 * keeps for as long as any transaction is open anywhere. It is no cursor: it waits until everybody who may hold a lower number
 * has committed or rolled back, and for every row that is still there. For one connection's life: another server may have
 * given fewer numbers.
 */
export class OutboxFloor {
  #floor = '0'
  #mark: Mark | undefined

  get value(): string {
    return this.#floor
  }

  /** Looks whether it can be raised: at the second look at the earliest. */
  async raise(anchor: Anchor): Promise<void> {
    // The number first: whoever takes one afterwards has a higher one.
    const [[sequence], writers] = await Promise.all([
      anchor.query<{ last: string }>(given),
      anchor.query<{ writer: string }>(writing),
    ])
    const now = writers.map(({ writer }) => writer)
    if (this.#mark && !this.#mark.writers.some((writer) => now.includes(writer))) {
      const [row] = await anchor.query<{ floor: string }>(lowest, [this.#mark.last, this.#floor])
      this.#floor = row!.floor
      this.#mark = undefined
    }
    this.#mark ??= { last: sequence!.last, writers: now }
  }
}
