import { setTimeout as pause } from 'node:timers/promises'
import type { Delivery } from '../../../seedwork/transport.ts'
import { Attempts } from './attempts.ts'
import { Committer } from './committer.ts'
import type { KafkaClient, KafkaConsumer, KafkaReceived } from './config.ts'
import { sendDeadLetter, type DeadLetter } from './dead-letter.ts'
import { Lanes } from './lanes.ts'
import { Ownership } from './ownership.ts'
import { read } from './reader.ts'
import { Sender } from './sender.ts'
import { within } from './within.ts'

/** Milliseconds for each of the calls that end it. */
const deadline = 5_000

interface Member {
  readonly client: KafkaClient
  readonly consumer: KafkaConsumer
  readonly logger: { warn(facts: object, message: string): void }
}

interface MemberOptions {
  readonly group: string
  readonly concurrency: number
  readonly window: number
  readonly saveEvery: number
  readonly grace: number
  readonly signal: AbortSignal
}

/** One member's life, through any number of joins and outages. */
export const member = async (
  { client, consumer, logger }: Member,
  handle: (delivery: Delivery) => Promise<void>,
  { group, concurrency, window, saveEvery, grace, signal }: MemberOptions,
): Promise<void> => {
  await using sender = new Sender(client)
  const lanes = new Lanes({ concurrency, window: Math.max(window, concurrency) })
  const ownership = new Ownership()
  const committer = new Committer({ consumer, ownership }, saveEvery)
  const work = {
    handle,
    logger,
    park: (letter: Omit<DeadLetter, 'group'>) => sendDeadLetter(sender, { ...letter, group }),
    settled: () => committer.soon(),
  }
  signal.addEventListener('abort', () => lanes.stop())
  // What is acknowledged while the group is made anew can't be saved, and comes again where its partition goes.
  consumer.onRebalance(() => {
    lanes.pause()
    void committer.flush()
  })
  const reading = {
    consumer,
    logger,
    joined() {
      ownership.joined(consumer)
      lanes.forget()
      lanes.resume()
    },
    topicLost() {
      ownership.renew(consumer)
      lanes.forget()
    },
    async take(record: KafkaReceived) {
      const hold = ownership.of(record)
      if (!hold?.watermark.begin(record.offset)) return
      lanes.add(new Attempts(work, record, hold))
      await lanes.room()
    },
  }
  await read(reading, signal)
  await Promise.race([lanes.ended(), pause(grace, undefined, { ref: false })])
  await leave({ consumer, committer, logger })
  ownership.letGo()
  await lanes.ended()
}

/** What is done is saved, and the others need not wait for the end of a session. */
const leave = async ({
  consumer,
  committer,
  logger,
}: Pick<Member, 'consumer' | 'logger'> & { readonly committer: Committer }): Promise<void> => {
  try {
    await within(deadline, committer.flush())
    await within(deadline, consumer.leaveGroup())
  } catch (error) {
    logger.warn({ error }, 'the consumer could not leave its group, which others take over later')
  } finally {
    await within(deadline, consumer.close()).catch(() => undefined)
  }
}
