import type { Call } from '../../seedwork/call.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import type { Statement } from './scope.ts'
import type { StoredMessage } from './stored-message.ts'

/**
 * Takes the next number of its key under the key's row lock, which is held until the commit: n+1 can't be seen before n,
 * and a rollback leaves no hole. A statement for each message, since a plan that knows how many there are is kept, and
 * they cost no round trip.
 */
const text = `
  with reserved as (
    insert into messaging.key_sequences as k (company_id, topic, key, last) values ($1, $2, $3, 1)
    on conflict (company_id, topic, key) do update set last = k.last + 1
    returning last
  )
  insert into messaging.outbox (company_id, topic, key, sequence, message) select $1, $2, $3, last, $4 from reserved`

/** In the order of their keys, so that no two transactions wait for each other; within a key in the order given. */
export const writeOutbox = (call: Call, messages: readonly OutgoingMessage[]): readonly Statement[] =>
  inLockOrder(messages).map((message) => ({
    name: 'baltra_outbox',
    text,
    values: [call.companyId, message.topic, message.key, JSON.stringify(stored(call, message))],
  }))

const inLockOrder = (messages: readonly OutgoingMessage[]): readonly OutgoingMessage[] =>
  messages.length < 2
    ? messages
    : messages.toSorted((one, other) => compare(one.topic, other.topic) || compare(one.key, other.key))

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Written as short as it can be told: what the row says, and what is the same for all messages, is added on reading. */
const stored = (
  { correlationId: correlationid, causationId: causationid, traceparent }: Call,
  { id, type, at, data }: OutgoingMessage,
): StoredMessage => ({
  id,
  type,
  time: at.toISOString(),
  correlationid,
  ...(causationid ? { causationid } : {}),
  ...(traceparent ? { traceparent } : {}),
  data,
})
