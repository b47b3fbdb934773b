import type { Call } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
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

/** In the order of their keys, so that no two transactions wait for each other: that of the pump. Within a key as given. */
export const writeOutbox = (call: Call, messages: readonly OutgoingMessage[]): readonly Statement[] =>
  inLockOrder(messages).map((message) => ({
    name: 'baltra_outbox',
    text,
    values: [call.companyId, message.topic, message.key, storedJson(call, message)],
  }))

const inLockOrder = (messages: readonly OutgoingMessage[]): readonly OutgoingMessage[] =>
  messages.length < 2
    ? messages
    : messages.toSorted((one, other) => compare(one.topic, other.topic) || compare(one.key, other.key))

/** As the collation "C" does, by bytes: JavaScript takes what is beyond U+FFFF for smaller than the end of what is below. */
const compare = (one: string, other: string): number =>
  one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other))

/**
 * The most bytes of a message: most brokers refuse more, and a relay has hundreds of messages in hand. What is larger is kept
 * elsewhere, and the message says where.
 */
const mostBytes = 1_000_000

/** Throws `messaging.too_large`, so that the transaction that would leave what nobody can send is rolled back. */
export const storedJson = (call: Call, message: OutgoingMessage): string => {
  const json = JSON.stringify(stored(call, message))
  const bytes = Buffer.byteLength(json)
  if (bytes <= mostBytes) return json
  throw new Failure('invalid', 'messaging.too_large', `${message.type} has ${bytes} bytes, of ${mostBytes} at most`)
}

/** Written as short as it can be told: what the row says, and what is the same for all messages, is added on reading. */
const stored = (
  { correlationId: correlationid, causationId: causationid, traceparent, tracestate }: Call,
  { id, type, version = 1, at, data }: OutgoingMessage,
): StoredMessage => ({
  id,
  type,
  ...(version === 1 ? {} : { version }),
  time: at.toISOString(),
  correlationid,
  ...(causationid ? { causationid } : {}),
  ...(traceparent ? { traceparent } : {}),
  ...(tracestate ? { tracestate } : {}),
  data,
})
