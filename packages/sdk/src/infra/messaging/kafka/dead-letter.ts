import { Failure } from '../../../seedwork/failure.ts'
import type { KafkaReceived, KafkaRecord } from './config.ts'
import { isWhole } from './mapping.ts'
import { partitionOf } from './partitioner.ts'
import { partitionName } from './produce-answers.ts'
import type { Sender } from './sender.ts'

/** One attempt that failed. */
export interface AttemptError {
  readonly at: string
  readonly code: string
  readonly kind: string
  readonly message: string
}

export interface DeadLetter {
  readonly record: KafkaReceived
  readonly group: string
  readonly attempts: number
  /** The first and the latest of them, in their order. At least one. */
  readonly errors: readonly AttemptError[]
}

/** Where what a group could not handle goes. */
export const deadLetterTopic = (topic: string, group: string): string => `${topic}.${group}.dlq`

/** How many errors travel along, and how many characters of each message. */
export const errorsKept = 10
const messageLength = 500

/** Milliseconds for storing one. */
const deadline = 10_000

/** Resolves once all replicas in sync have it; rejects when that is not certain. */
export const sendDeadLetter = async (sender: Sender, letter: DeadLetter): Promise<void> => {
  const topic = deadLetterTopic(letter.record.topic, letter.group)
  const partitions = await sender.partitions(topic, deadline)
  if (Failure.is(partitions)) throw partitions
  const record = deadRecord(letter, topic, partitions)
  const code = (await sender.send([record], deadline)).get(partitionName(record))
  if (code === 0) return
  throw new Failure('unavailable', 'messaging.not_parked', 'Kafka did not store a dead letter', {
    details: { topic, code },
  })
}

/** The record as it was, with what is known of its failures as further headers. */
export const deadRecord = (
  { record, group, attempts, errors }: DeadLetter,
  topic: string,
  partitions: number,
): KafkaRecord => {
  const last = errors.at(-1)!
  const told: Readonly<Record<string, string>> = {
    'x-original-topic': record.topic,
    'x-original-partition': String(record.partition),
    'x-original-offset': String(record.offset),
    'x-original-timestamp': String(record.timestamp),
    'x-group': group,
    'x-attempt': String(attempts),
    'x-first-failed-at': errors[0]!.at,
    'x-error-type': last.code,
    'x-error-message': short(last.message),
    'x-errors': JSON.stringify(errors.map((error) => ({ ...error, message: short(error.message) }))),
  }
  // Of two headers with one name the first is what was read.
  const original = record.headerEntries.filter(isWhole).toReversed()
  return {
    topic,
    partition: record.key ? partitionOf(record.key, partitions) : record.partition % partitions,
    key: record.key,
    value: record.value,
    headers: new Map([...original, ...Object.entries(told).map(([name, text]) => [name, Buffer.from(text)] as const)]),
  }
}

const short = (text: string): string => text.slice(0, messageLength)
