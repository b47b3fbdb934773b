import { sqsClient, sqsSubscriber, type SqsSubscriberOptions } from '../../src/infra/messaging/sqs/index.ts'
import type { Message } from '../../src/seedwork/message.ts'
import type { Delivery } from '../../src/seedwork/transport.ts'
import { warnings } from '../warnings.ts'
import type { AwsAnswer, AwsCall, AwsStub } from './aws-stub.ts'
import type { receivedMessage } from './received-message.ts'
import { nobody } from './sqs-under-test.ts'

/** Answers the first poll with these, and every other with nothing. */
export const bringing = (...messages: readonly ReturnType<typeof receivedMessage>[]) => {
  let isBrought = false
  return ({ operation }: AwsCall): AwsAnswer | undefined => {
    if (operation !== 'ReceiveMessage' || isBrought) return undefined
    isBrought = true
    return { Messages: messages }
  }
}

interface Handling extends SqsSubscriberOptions {
  readonly handle?: (delivery: Delivery, name: string) => Promise<void>
}

/** A consumer over a stub, which notes what it is handed: `a1` is the first of key a. */
export const stubbedConsumer = (
  stub: AwsStub,
  { handle = (delivery) => delivery.ack(), ...options }: Handling = {},
) => {
  const client = sqsClient({ ...nobody, endpoint: stub.url })
  const stopping = new AbortController()
  const seen: string[] = []
  const told: Pick<Delivery, 'started' | 'finished'>[] = []
  const settings = { visibilitySeconds: 30, waitSeconds: 1, ...options }
  const ended = sqsSubscriber({ client, logger: warnings() }, settings).consume(
    { consumer: 'tester', topics: ['test.topic'] },
    async (delivery) => {
      const { partitionkey, sequence } = delivery.message as Message
      const name = `${partitionkey}${sequence}`
      seen.push(name)
      told.push({ started: delivery.started, finished: delivery.finished })
      await handle(delivery, name)
    },
    { concurrency: 10, signal: stopping.signal },
  )
  return {
    seen,
    told,
    ended,
    abort: () => stopping.abort(),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await ended
      client[Symbol.dispose]()
    },
  }
}
