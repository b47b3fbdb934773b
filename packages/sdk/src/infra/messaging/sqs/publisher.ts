import type { Publisher } from '../../../seedwork/transport.ts'
import type { SqsClient } from './client.ts'
import { batchAnswers } from './batch-answers.ts'
import { publisherDefaults, type SqsPublisherOptions } from './config.ts'
import { placeOf } from './mapping.ts'
import { awsName } from './queue-name.ts'
import { queueUrls } from './queue-urls.ts'
import { sendInOrder, type Parcel } from './send-in-order.ts'

/** Sends each topic's messages to the queue of its name. */
export const sqsPublisher = (
  { client }: { readonly client: SqsClient },
  options: SqsPublisherOptions = {},
): Publisher => {
  const { fifo, messageBytes, prefix } = { ...publisherDefaults, ...options }
  const urlOf = queueUrls(client)
  const send = async (topic: string, parcels: readonly Parcel[]) => {
    const QueueUrl = await urlOf(awsName(topic, { fifo, prefix }))
    const Entries = parcels.map(({ outbound, body }, place) => ({
      Id: String(place),
      MessageBody: body,
      ...placeOf(outbound, fifo),
    }))
    return batchAnswers(
      parcels.length,
      await client.ask((sqs, call) => sqs.sendMessageBatch({ QueueUrl, Entries }, call)),
    )
  }
  return { publish: (batch) => sendInOrder(batch, { isOrdered: fifo, messageBytes, send }) }
}
