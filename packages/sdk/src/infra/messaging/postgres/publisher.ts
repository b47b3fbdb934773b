import { Failure } from '../../../seedwork/failure.ts'
import type { Outbound } from '../../../seedwork/message.ts'
import type { Publisher } from '../../../seedwork/transport.ts'
import { deliveriesBell, type Engine } from './config.ts'

/** The lock by which publishers take turns: whatever is in the table comes before what is yet to be numbered. */
const turns = 7_266_004

const insert = `
  with turn as materialized (select pg_advisory_xact_lock(${turns}))
  insert into messaging.deliveries (consumer, company_id, topic, key, message_id, message)
  select consumer, company_id, topic, key, message_id, message
  from turn, unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::json[])
    with ordinality as m (company_id, topic, key, message_id, message, place)
  join messaging.subscriptions using (topic)
  where $6::text is null or consumer = $6
  order by place
  on conflict (consumer, message_id) do nothing`

export interface PostgresPublisherOptions {
  /** The only one to get copies. Without it, all consumers that have subscribed. */
  readonly consumer?: string
}

/**
 * A copy for each consumer that has subscribed; all of a batch or none, in one statement. An event that nobody has subscribed
 * to is for nobody. A command is for somebody: as long as nobody has subscribed to its topic it is not sent.
 */
export const postgresPublisher = (
  { engine }: { readonly engine: Engine },
  { consumer }: PostgresPublisherOptions = {},
): Publisher => {
  const hasReader = readers(engine)
  return {
    async publish(batch) {
      const isRead = await hasReader(batch)
      const sent = batch.filter(isRead)
      if (sent.length > 0) {
        await engine.query(insert, [...columns(sent), consumer ?? null])
        engine.bell(deliveriesBell).ring()
      }
      return batch.map((outbound) => (isRead(outbound) ? undefined : unread(outbound)))
    },
  }
}

/** Asks once for each topic of commands: whoever has subscribed stays. */
const readers = (engine: Engine): ((batch: readonly Outbound[]) => Promise<(outbound: Outbound) => boolean>) => {
  const known = new Set<string>()
  const isRead = ({ topic }: Outbound): boolean => !topic.startsWith('comandos.') || known.has(topic)
  return async (batch) => {
    const asked = [...new Set(batch.filter((outbound) => !isRead(outbound)).map(({ topic }) => topic))]
    if (asked.length > 0) for (const { topic } of await engine.query<{ topic: string }>(read, [asked])) known.add(topic)
    return isRead
  }
}

const read = 'select distinct topic from messaging.subscriptions where topic = any ($1)'

const unread = ({ topic }: Outbound): Failure =>
  new Failure('unavailable', 'messaging.no_subscriber', `nobody has subscribed to ${topic} yet`)

const columns = (batch: readonly Outbound[]): readonly unknown[] => [
  batch.map(({ message }) => message.companyid),
  batch.map(({ topic }) => topic),
  batch.map(({ message }) => message.partitionkey),
  batch.map(({ message }) => message.id),
  batch.map(({ message }) => JSON.stringify(message)),
]
