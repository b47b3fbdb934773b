import { createHash } from 'node:crypto'
import type { Message, Outbound } from '../../../seedwork/message.ts'
import { readEnvelope } from '../envelope/read-envelope.ts'
import { structured } from '../envelope/structured.ts'
import type { ReceivedMessage } from './sqs-api.ts'

/**
 * A message as text. SQS refuses U+FFFE and U+FFFF, and not every stand-in takes what is beyond the basic plane: JSON can write
 * both in another way.
 */
export const bodyOf = (message: Message): string =>
  structured(message).body.replaceAll(/[\ufffe\uffff]|[\u{10000}-\u{10ffff}]/gu, escaped)

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, n) => `\\u${character.charCodeAt(n).toString(16).padStart(4, '0')}`,
  ).join('')

export interface Place {
  readonly MessageGroupId: string
  readonly MessageDeduplicationId?: string
}

/**
 * On FIFO the group is the lane, which the queue keeps in order, and what is sent again under the same id within 5 minutes is
 * the same. Elsewhere a group is a tenant: a company with much to do does not keep the others waiting.
 */
export const placeOf = ({ message }: Outbound, isFifo: boolean): Place =>
  isFifo
    ? { MessageGroupId: groupOf(message), MessageDeduplicationId: message.id }
    : { MessageGroupId: message.companyid }

/** A group's name is ASCII without blanks, 128 at most: other keys go by their hash. */
const groupOf = ({ companyid, partitionkey }: Message): string => {
  const plain = `${companyid}:${partitionkey}`
  if (/^[\x21-\x7e]{1,128}$/.test(plain)) return plain
  return `${companyid}:${createHash('sha256').update(partitionkey).digest('hex')}`
}

/** To be checked against `Message`. Somebody else's may have attributes as headers, in CloudEvents' binary mode. */
export const messageOf = ({ Body = '', MessageAttributes = {} }: ReceivedMessage): unknown => {
  const headers = Object.entries(MessageAttributes).map(
    ([name, { StringValue, BinaryValue }]) => [name, StringValue ?? BinaryValue ?? ''] as const,
  )
  return readEnvelope({ headers, body: Body })
}
