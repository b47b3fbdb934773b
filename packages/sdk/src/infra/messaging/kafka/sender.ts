import { Failure } from '../../../seedwork/failure.ts'
import { DeadlineExceeded } from '../../../shared/retry/deadline-exceeded.ts'
import type { KafkaClient, KafkaProducer, KafkaRecord } from './config.ts'
import { isUnknownTopic } from './error-codes.ts'
import { partitionName, produceAnswers, type ProduceAnswers } from './produce-answers.ts'
import { within } from './within.ts'

/**
 * Sends records, each call within its time. An idempotent producer repeats a send for as long as the cluster is away, and
 * may store it long after everybody has given up; so one that was late is thrown away with all that it still has.
 */
export class Sender implements AsyncDisposable {
  readonly #client: KafkaClient
  #producer: Promise<KafkaProducer> | undefined

  constructor(client: KafkaClient) {
    this.#client = client
  }

  /** How many partitions a topic has, or that there is no such topic. Rejects when nobody answers. */
  async partitions(topic: string, milliseconds: number): Promise<number | Failure> {
    try {
      return await this.#timed(milliseconds, (producer) => producer.partitions(topic))
    } catch (cause) {
      if (isUnknownTopic(cause)) return unknownTopic(topic, cause)
      throw new Failure('unavailable', 'messaging.unreachable', 'no Kafka broker answers', { cause })
    }
  }

  /** What became of each partition's records, all of them alike. */
  async send(records: readonly KafkaRecord[], milliseconds: number): Promise<ProduceAnswers> {
    try {
      await this.#timed(milliseconds, (producer) => producer.send(records))
      return new Map(records.map((record) => [partitionName(record), 0]))
    } catch (error) {
      return produceAnswers(error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#discard()
  }

  async #timed<Result>(milliseconds: number, call: (producer: KafkaProducer) => Promise<Result>): Promise<Result> {
    const producer = await this.#open()
    try {
      return await within(milliseconds, call(producer))
    } catch (error) {
      if (error instanceof DeadlineExceeded) await this.#discard()
      throw error
    }
  }

  #open(): Promise<KafkaProducer> {
    this.#producer ??= this.#client.producer()
    return this.#producer
  }

  async #discard(): Promise<void> {
    const producer = this.#producer
    this.#producer = undefined
    await (await producer)?.close()
  }
}

const unknownTopic = (topic: string, cause: unknown): Failure =>
  new Failure('unavailable', 'messaging.unknown_topic', `Kafka has no topic ${topic}`, { cause, details: { topic } })
