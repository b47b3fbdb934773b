import { kafkaClient, kafkaSubscriber } from '../../src/infra/messaging/kafka/index.ts'
import type { Message } from '../../src/seedwork/message.ts'

/** What a consumer in a process of its own asks its parent to do for each message. */
export interface Effect {
  readonly key: string
  readonly sequence: number
  readonly id: string
  /** What to answer with once it is done. */
  readonly number: number
}

interface Settings {
  readonly broker: string
  readonly consumer: string
  readonly topic: string
  readonly session: number
}

const { broker, consumer, topic, session } = JSON.parse(process.argv[2]!) as Settings
/** By number: a message may be in hand twice, when its partition has gone and come back meanwhile. */
const waiting = new Map<number, () => void>()
let count = 0
process.on('message', (number: number) => {
  waiting.get(number)?.()
  waiting.delete(number)
})
const effect = ({ id, partitionkey: key, sequence }: Message): Promise<void> =>
  new Promise((resolve) => {
    count += 1
    waiting.set(count, resolve)
    process.send!({ number: count, key, sequence, id } satisfies Effect)
  })

const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
let hasEnded = false
process.on('disconnect', () => {
  // Without a parent nobody does what it asks for.
  if (!hasEnded) process.exit(1)
})
const subscriber = kafkaSubscriber(
  { client: kafkaClient({ brokers: [broker], clientId: 'instance' }), logger: { warn: () => undefined } },
  { heartbeat: 200, session },
)
await subscriber.consume(
  { consumer, topics: [topic] },
  async (delivery) => {
    await effect(delivery.message as Message)
    await delivery.ack()
  },
  { concurrency: 8, signal: stop.signal },
)
hasEnded = true
// Whatever went on now would keep the process, and its parent waiting.
process.disconnect()
