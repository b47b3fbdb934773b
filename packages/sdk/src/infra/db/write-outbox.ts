import type { Call } from '../../seedwork/call.ts'
import type { Message } from '../../seedwork/message.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import type { Statement } from './scope.ts'

/**
 * One statement for all messages of a transaction. It takes the next numbers of each key under the key's row lock, in
 * the order of the keys (so that two transactions can't wait for each other), and the lock is held until the commit:
 * n+1 can't be seen before n, and a rollback leaves no hole.
 */
const text = `
  with reserved as (
    insert into messaging.key_sequences as k (company_id, topic, key, last)
    select $1::uuid, topic, key, count(*) from unnest($2::text[], $3::text[]) as m (topic, key)
    group by topic, key order by topic, key
    on conflict (company_id, topic, key) do update set last = k.last + excluded.last
    returning topic, key, last
  )
  insert into messaging.outbox (company_id, topic, key, sequence, message)
  select $1::uuid, topic, key, reserved.last - m.behind, m.message
  from unnest($2::text[], $3::text[], $4::bigint[], $5::jsonb[]) with ordinality as m (topic, key, behind, message, place)
  join reserved using (topic, key)
  order by m.place`

export const writeOutbox = (call: Call, messages: readonly OutgoingMessage[]): Statement => ({
  name: 'baltra_outbox',
  text,
  values: [
    call.companyId,
    messages.map(({ topic }) => topic),
    messages.map(({ key }) => key),
    messages.map((message, index) => messages.slice(index + 1).filter((later) => sameKey(message, later)).length),
    messages.map((message) => JSON.stringify(envelope(call, message))),
  ],
})

const sameKey = (one: OutgoingMessage, other: OutgoingMessage): boolean =>
  one.topic === other.topic && one.key === other.key

const envelope = (call: Call, { id, key, type, at, data }: OutgoingMessage): Omit<Message, 'sequence'> => ({
  specversion: '1.0',
  id,
  type,
  source: `baltra/${type.slice(0, type.indexOf('.'))}`,
  subject: key,
  time: at.toISOString(),
  datacontenttype: 'application/json',
  dataschema: `${type}/1`,
  companyid: call.companyId,
  partitionkey: key,
  correlationid: call.correlationId,
  ...(call.causationId ? { causationid: call.causationId } : {}),
  ...(call.traceparent ? { traceparent: call.traceparent } : {}),
  data,
})
