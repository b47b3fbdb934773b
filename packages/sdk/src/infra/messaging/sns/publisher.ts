import type { Publisher } from '../../../seedwork/transport.ts'
import { batchAnswers } from '../sqs/batch-answers.ts'
import { sendInOrder, type Parcel } from '../sqs/send-in-order.ts'
import type { SnsClient } from './client.ts'
import { publisherDefaults, type SnsPublisherOptions } from './config.ts'
import { publishEntry, topicArn } from './mapping.ts'

/** Publishes to the topics, each consumer of which has a copy. */
export const snsPublisher = ({ client }: { readonly client: SnsClient }, options: SnsPublisherOptions): Publisher => {
  const { fifo, messageBytes, ...naming } = { ...publisherDefaults, ...options }
  const send = async (topic: string, parcels: readonly Parcel[]) => {
    const TopicArn = topicArn(topic, { ...naming, fifo })
    const PublishBatchRequestEntries = parcels.map((parcel, place) => publishEntry(parcel, place, fifo))
    return batchAnswers(
      parcels.length,
      await client.ask((sns, call) => sns.publishBatch({ TopicArn, PublishBatchRequestEntries }, call)),
    )
  }
  return { publish: (batch) => sendInOrder(batch, { isOrdered: fifo, messageBytes, send }) }
}
