import { randomUUID } from 'node:crypto'
import type { Failure } from '../../../seedwork/failure.ts'
import { publisherDefaults } from './config.ts'
import { deadLetterBytes } from './send-in-order.ts'
import type { Attributes, OutgoingMessage, ReceivedMessage } from './sqs-api.ts'

/** What an attempt ended with. */
export interface AttemptError extends Pick<Failure, 'code' | 'kind' | 'message'> {
  readonly at: string
}

/** The attribute of a dead letter with its reasons, as JSON: `{ consumer, topic, errors }`, the last error being why it was parked. */
export const deadLetterAttribute = 'deadletter'

/** The most attributes of a message. */
const mostAttributes = 10

interface Reasons {
  readonly consumer: string
  readonly topic: string
  readonly errors: readonly AttemptError[]
}

/**
 * A dead letter is the message as it came, body and attributes, so that SQS's own redrive brings it back as it was, and one
 * attribute more. Where there is no room for that one, of another sender's making, the message goes without.
 *
 * Its deduplication id is new: a message that is brought back and parked again within 5 minutes is not the same dead letter.
 */
export const deadLetter = (
  { Body = '', Attributes: { MessageGroupId } = {}, MessageAttributes = {} }: ReceivedMessage,
  reasons: Reasons,
  isFifo: boolean,
): OutgoingMessage => ({
  MessageBody: Body,
  MessageAttributes: { ...MessageAttributes, ...reasonsThatFit(Body, MessageAttributes, reasons) },
  ...(MessageGroupId ? { MessageGroupId } : {}),
  ...(isFifo ? { MessageDeduplicationId: randomUUID() } : {}),
})

const reasonsThatFit = (body: string, attributes: Attributes, reasons: Reasons): Attributes => {
  const { [deadLetterAttribute]: _earlier, ...others } = attributes
  const text = bounded(reasons)
  const isRoom = bytesOf(body) + bytesOfAttributes(others) + deadLetterBytes <= publisherDefaults.messageBytes
  if (!isRoom || Object.keys(others).length >= mostAttributes) return {}
  return { [deadLetterAttribute]: { DataType: 'String', StringValue: text } }
}

/** The newest reasons, as many as fit into the bytes that every message leaves free. Printable ASCII is always allowed. */
const bounded = ({ errors, ...rest }: Reasons): string => {
  const most = deadLetterBytes - deadLetterAttribute.length - 'String'.length
  for (let from = Math.max(0, errors.length - 50); from < errors.length; from += 1) {
    const text = ascii(JSON.stringify({ ...rest, errors: errors.slice(from) }))
    if (text.length <= most) return text
  }
  const last = errors.at(-1)
  return ascii(JSON.stringify({ ...rest, errors: last ? [{ ...last, message: '' }] : [] }))
}

const ascii = (json: string): string =>
  json.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const bytesOf = (text: string): number => Buffer.byteLength(text)

const bytesOfAttributes = (attributes: Attributes): number =>
  Object.entries(attributes)
    .map(
      ([name, { DataType = '', StringValue = '', BinaryValue }]) =>
        bytesOf(name) + bytesOf(DataType) + bytesOf(StringValue) + (BinaryValue?.length ?? 0),
    )
    .reduce((sum, bytes) => sum + bytes, 0)
