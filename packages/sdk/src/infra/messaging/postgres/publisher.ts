import type { Outbound } from '../../../seedwork/message.ts'
import type { Publisher } from '../../../seedwork/transport.ts'
import { deliveriesBell, type Engine } from './config.ts'

const insert = `
  insert into messaging.deliveries (consumer, company_id, topic, key, message_id, message)
  select consumer, company_id, topic, key, message_id, message
  from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::jsonb[])
    with ordinality as m (company_id, topic, key, message_id, message, place)
  join messaging.subscriptions using (topic)
  order by place
  on conflict (consumer, message_id) do nothing`

/** A copy for each consumer that has subscribed; all of a batch or none, in one statement. */
export const postgresPublisher = ({ engine }: { readonly engine: Engine }): Publisher => ({
  async publish(batch) {
    await engine.query(insert, columns(batch))
    engine.bell(deliveriesBell).ring()
    return batch.map(() => undefined)
  },
})

const columns = (batch: readonly Outbound[]): readonly unknown[] => [
  batch.map(({ message }) => message.companyid),
  batch.map(({ topic }) => topic),
  batch.map(({ message }) => message.partitionkey),
  batch.map(({ message }) => message.id),
  batch.map(({ message }) => JSON.stringify(message)),
]
