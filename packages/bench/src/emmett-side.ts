import { randomInt, randomUUID } from 'node:crypto'
import { getPostgreSQLEventStore, readMessagesBatch } from '@event-driven-io/emmett-postgresql'
import { Client } from 'pg'
import { dataOf } from './bench-messages.ts'
import { rate, type Side } from './paired.ts'

/** Events of a stream before the next is begun. */
const length = 100

type Executor = Parameters<typeof readMessagesBatch>[0]

export interface Emmett extends AsyncDisposable {
  fillStream(stream: string, events: number): Promise<void>
  /** So many events, in streams of one each. */
  fillFeed(total: number): Promise<void>
  append(clients: number): Side
  load(streams: readonly string[]): Side
  /**
   * Pages of a reader who is anywhere in the store, by emmett's own function on the bare driver: its store offers no other
   * way to ask for one.
   */
  pages(store: { readonly total: number; readonly page: number }): Side
}

const newEvent = (key: string) => ({ type: 'bench.changed' as const, data: dataOf(key) })

/** emmett's event store, in a database of its own on the same server. */
export const emmettStore = async (url: string): Promise<Emmett> => {
  const store = getPostgreSQLEventStore(url)
  await store.schema.migrate()
  const client = new Client({ connectionString: url })
  await client.connect()
  return {
    async fillStream(stream, events) {
      await store.appendToStream(
        stream,
        Array.from({ length: events }, () => newEvent(stream)),
      )
    },

    async fillFeed(total) {
      await client.query(
        `insert into emt_messages (stream_id, stream_position, partition, message_data, message_metadata,
           message_schema_version, message_type, message_id, transaction_id)
         select 'category' || n % 4 || '-' || gen_random_uuid(), 1, 'emt:default', $1, '{}', '1', 'bench.changed',
           gen_random_uuid(), pg_current_xact_id()
         from generate_series(1, $2::int) as n`,
        [JSON.stringify(dataOf('thing-1')), total],
      )
      await client.query('vacuum analyze emt_messages')
    },

    append(clients) {
      const open: { stream: string; version: bigint }[] = []
      return (milliseconds) =>
        rate(clients, milliseconds, async () => {
          const own = open.pop() ?? { stream: `grown-${randomUUID()}`, version: 0n }
          const expectedStreamVersion = own.version
          await store.appendToStream(own.stream, [newEvent(own.stream)], { expectedStreamVersion })
          own.version += 1n
          if (own.version < length) open.push(own)
        })
    },

    load: (streams) => (milliseconds) =>
      rate(1, milliseconds, async () => {
        const { events } = await store.readStream(streams[randomInt(streams.length)]!)
        if (events.length !== length) throw new Error(`emmett loaded ${events.length} events`)
      }),

    pages({ total, page }) {
      const execute = { query: (statement: string) => client.query(statement) } as unknown as Executor
      return (milliseconds) =>
        rate(1, milliseconds, async () => {
          const after = BigInt(randomInt(total - page))
          const { messages } = await readMessagesBatch(execute, { after, batchSize: page })
          if (messages.length !== page) throw new Error(`emmett gave a page of ${messages.length}`)
        })
    },

    async [Symbol.asyncDispose]() {
      await client.end()
      await store.close()
    },
  }
}
