import { CompanyId, uuidv7Ids } from '@baltra/sdk'
import { Client } from 'pg'
import { topic } from './bench-messages.ts'
import type { Benchmark } from './benchmark.ts'
import { ourRelay, type OurRelay } from './our-relay.ts'
import { paired } from './paired.ts'
import { prepareThings } from './things.ts'
import { timed } from './timed.ts'
import { withPostgres } from './with-postgres.ts'

const clients = 8
const messages = 20_000
const keys = Array.from({ length: messages }, (_, n) => `thing-${n % (messages / 5)}`)
const rounds = { rounds: 5, milliseconds: 0 }
const openMilliseconds = 60_000

const processed = 10_000_000
const atOnce = 20_000
const lanes = 100_000
/** As often as the server would by itself at 10,000 messages a second. */
const vacuumAfter = 600_000

/**
 * Whether the relay and the consumer stay as fast as they were on empty tables. Two servers run side by side, and the rounds
 * alternate between them: one is fresh; in the other there is
 *
 * - first, a transaction that has changed a row and stays open, for a minute before the first round and through all of them,
 *   while messages are processed all the time: the server can't forget any row that was deleted since it began;
 * - then, what ten million processed messages leave behind. They go through the same tables, written, claimed and deleted in
 *   bulk by SQL, in 100,000 lanes, and the tables are vacuumed as often as the server would at 10,000 messages a second.
 */
export const flatness: Benchmark = {
  name: 'flatness',
  about: 'the relay behind an open writer, and after ten million messages, against a fresh one',
  run: (progress) =>
    withPostgres((freshUrl) =>
      withPostgres(async (url) => {
        await using oursFresh = await ourRelay({ url: freshUrl, clients })
        await using ours = await ourRelay({ url, clients })
        const [fresh, used] = [side(oursFresh), side(ours)]
        await prepareThings(url, uuidv7Ids.next(CompanyId), 1)
        progress(`a writer opens, and ${openMilliseconds / 1000} s of messages go by`)
        const open = await openWriter(url)
        const opened = performance.now()
        while (performance.now() - opened < openMilliseconds) await used(0)
        progress(`${rounds.rounds} pairs of ${messages} messages`)
        const openWriterRatio = await paired(used, fresh, rounds)
        await open.end()
        progress(`${processed / 1e6} million messages go by`)
        await processMany(url, progress)
        progress(`${rounds.rounds} pairs of ${messages} messages`)
        const manyRatio = await paired(used, fresh, rounds)
        const goal = { atLeast: 0.9 }
        return {
          name: 'flatness',
          ratios: { 'P5.open-writer': { ...openWriterRatio, goal }, 'P5.ten-million': { ...manyRatio, goal } },
        }
      }),
    ),
}

const side = (ours: OurRelay) =>
  timed(
    messages,
    () => ours.fill(keys),
    () => ours.work(messages),
  )

const openWriter = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('begin isolation level repeatable read')
  await client.query('update bench.things set amount = amount + 1')
  return client
}

const steps = [
  `insert into messaging.outbox (company_id, topic, key, sequence, message)
   select $1::uuid, $2, 'old-' || n % $5::int, n / $5::int + 1, json_build_object('id', n, 'type', 'bench.changed', 'data', repeat('x', 120))
   from generate_series($3::int, $4::int) n`,
  `delete from messaging.outbox where key like 'old-%'`,
  `insert into messaging.deliveries (consumer, company_id, topic, key, message_id, message)
   select 'bench', $1::uuid, $2, 'old-' || n % $5::int, gen_random_uuid(), json_build_object('id', n, 'type', 'bench.changed', 'data', repeat('x', 400))
   from generate_series($3::int, $4::int) n`,
  `update messaging.deliveries set owner = 1, started = 1 where key like 'old-%'`,
  `delete from messaging.deliveries where key like 'old-%'`,
]

const processMany = async (url: string, progress: (message: string) => void): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const companyId = uuidv7Ids.next(CompanyId)
  await client.query(
    `insert into messaging.key_sequences (company_id, topic, key, last)
     select $1::uuid, $2, 'old-' || n, $3::int from generate_series(0, $4::int - 1) n`,
    [companyId, topic, processed / lanes, lanes],
  )
  for (let from = 0; from < processed; from += atOnce) {
    const values = [companyId, topic, from, from + atOnce - 1, lanes]
    for (const [index, step] of steps.entries()) await client.query(step, index % 2 === 0 && index < 4 ? values : [])
    if ((from + atOnce) % vacuumAfter === 0) await client.query('vacuum messaging.outbox, messaging.deliveries')
    if ((from + atOnce) % 1_000_000 === 0) progress(`${(from + atOnce) / 1e6} million`)
  }
  await client.end()
}
