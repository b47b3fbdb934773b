import { createHash, randomUUID } from 'node:crypto'
import type { Outbound } from '../../src/seedwork/message.ts'

interface Particulars {
  readonly group?: string
  readonly count?: number
  readonly handle?: string
}

/** A message as SQS answers it to a poll. */
export const receivedMessage = (
  { message }: Outbound,
  { group = message.partitionkey, count = 1, handle = `${message.partitionkey}-${message.sequence}` }: Particulars = {},
) => {
  const Body = JSON.stringify(message)
  return {
    MessageId: randomUUID(),
    ReceiptHandle: handle,
    Body,
    MD5OfBody: createHash('md5').update(Body).digest('hex'),
    Attributes: { ApproximateReceiveCount: String(count), MessageGroupId: group },
  }
}
