import { Failure } from '../../../seedwork/failure.ts'
import type { Outbound } from '../../../seedwork/message.ts'
import { laneOf, type Sent } from '../../../seedwork/outbox.ts'
import type { Publisher } from '../../../seedwork/transport.ts'
import type { KafkaClient } from './config.ts'
import { toRecord } from './mapping.ts'
import { PartitionQueue, type Letter } from './partition-queue.ts'
import { partitionName } from './produce-answers.ts'
import { Sender } from './sender.ts'

export interface KafkaPublisherOptions {
  /** Milliseconds for one batch, all repetitions included. What is not stored by then is answered as failed. */
  readonly deadline?: number
  /** How many bytes a partition gets at once. The broker's `message.max.bytes`, 1048588 by default, has to be above it. */
  readonly partitionBytes?: number
}

/** Stores each message in the partition of its company and key, as all replicas in sync have it. */
export const kafkaPublisher = (
  { client }: { readonly client: KafkaClient },
  { deadline = 10_000, partitionBytes = 900_000 }: KafkaPublisherOptions = {},
): Publisher & AsyncDisposable => {
  const sender = new Sender(client)
  return {
    async publish(batch) {
      const end = performance.now() + deadline
      const answers: Sent[] = batch.map(() => undefined)
      const letters = await addressed(sender, batch, answers, end)
      const queues = [...Map.groupBy(letters, ({ record }) => partitionName(record))].map(([name, inOrder]) => ({
        name,
        queue: new PartitionQueue(inOrder, partitionBytes),
      }))
      await sendAll(sender, queues, end)
      if (answers.length > 0 && answers.every(isUnanswered)) throw answers[0]!
      return answers
    },
    [Symbol.asyncDispose]: () => sender[Symbol.asyncDispose](),
  }
}

/** One letter for each message of a topic that exists; the others are answered here. */
const addressed = async (
  sender: Sender,
  batch: readonly Outbound[],
  answers: Sent[],
  end: number,
): Promise<readonly Letter[]> => {
  const counts = new Map<string, number | Failure>()
  for (const topic of new Set(batch.map((outbound) => outbound.topic)))
    counts.set(topic, await sender.partitions(topic, end - performance.now()))
  return batch.flatMap((outbound, place) => {
    const answer = (sent: Sent): void => void (answers[place] = sent)
    const count = counts.get(outbound.topic)!
    if (typeof count === 'number') return [{ lane: laneOf(outbound), record: toRecord(outbound, count), answer }]
    answer(count)
    return []
  })
}

/** Round after round, each partition's next chunk in one call. */
const sendAll = async (
  sender: Sender,
  queues: readonly { readonly name: string; readonly queue: PartitionQueue }[],
  end: number,
): Promise<void> => {
  for (;;) {
    const round = queues
      .map(({ name, queue }) => ({ name, queue, chunk: queue.next() }))
      .filter(({ chunk }) => chunk.length > 0)
    if (round.length === 0) return
    const records = round.flatMap(({ chunk }) => chunk.map(({ record }) => record))
    const told = await sender.send(records, end - performance.now())
    for (const { name, queue, chunk } of round) queue.told(chunk, told.get(name))
    // Who does not answer now is not asked for more.
    if (told.size < round.length) for (const { queue } of queues) queue.giveUp(notSent())
  }
}

const notSent = (): Failure =>
  new Failure('unavailable', 'messaging.not_sent', 'Kafka did not answer, so it was not sent')

const isUnanswered = (sent: Sent): boolean =>
  sent?.code === 'messaging.unanswered' || sent?.code === 'messaging.not_sent'
