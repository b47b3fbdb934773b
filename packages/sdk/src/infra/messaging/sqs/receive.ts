import { randomUUID } from 'node:crypto'
import type { SqsClient } from './client.ts'
import type { Queue } from './config.ts'
import type { ReceivedMessage } from './sqs-api.ts'

interface Receiving {
  readonly client: SqsClient
  readonly queue: Queue
  readonly visibilitySeconds: number
  readonly waitSeconds: number
}

/**
 * Polls a queue, always for long: a short poll looks at some of SQS's machines and misses messages. On FIFO the poll after one whose
 * answer got lost bears the same number, and gets the same messages; else they and their lanes would be out of reach for a while.
 */
export const receiving = ({ client, queue, visibilitySeconds, waitSeconds }: Receiving) => {
  let number = randomUUID()
  return async (most: number): Promise<readonly ReceivedMessage[]> => {
    const { Messages = [] } = await client.poll((sqs, options) =>
      sqs.receiveMessage(
        {
          QueueUrl: queue.url,
          MaxNumberOfMessages: most,
          WaitTimeSeconds: waitSeconds,
          VisibilityTimeout: visibilitySeconds,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
          ...(queue.isFifo ? { ReceiveRequestAttemptId: number } : {}),
        },
        options,
      ),
    )
    number = randomUUID()
    return Messages
  }
}
