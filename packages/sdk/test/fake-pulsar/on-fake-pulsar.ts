import { pulsarClient } from '../../src/infra/messaging/pulsar/client.ts'
import type { PulsarOptions, PulsarSubscriberOptions } from '../../src/infra/messaging/pulsar/config.ts'
import { provisionPulsar } from '../../src/infra/messaging/pulsar/provision.ts'
import { pulsarPublisher } from '../../src/infra/messaging/pulsar/publisher.ts'
import { pulsarSubscriber } from '../../src/infra/messaging/pulsar/subscriber.ts'
import type { Message, Outbound } from '../../src/seedwork/message.ts'
import type { Delivery } from '../../src/seedwork/transport.ts'
import { aCall } from '../a-call.ts'
import { outboundMessage } from '../outbound-message.ts'
import { warnings } from '../warnings.ts'
import { FakePulsar } from './fake-pulsar.ts'

const { companyId } = aCall()

export const topic = 'eventos.pruebas'
export const consumer = 'tester'

/** The transport on a fake server that has one topic. */
export const onFakePulsar = async (
  options: Partial<PulsarOptions> = {},
  subscribing: PulsarSubscriberOptions & { readonly concurrency?: number } = {},
) => {
  const fake = await FakePulsar.start()
  const logger = warnings()
  const pulsar = pulsarClient({ url: fake.url, ...options })
  const publisher = pulsarPublisher({ pulsar })
  const { concurrency = 10, ...more } = subscribing
  const subscriber = pulsarSubscriber({ pulsar, logger }, more)
  await provisionPulsar({ pulsar }, { topics: [topic], subscriptions: [{ consumer, topics: [topic] }] })
  const stops: (() => Promise<void>)[] = []
  return {
    fake,
    logger,
    pulsar,
    publisher,
    subscriber,
    /** Answers what ends it. */
    consume(handle: (delivery: Delivery, message: Message) => Promise<void>) {
      const stop = new AbortController()
      const ended = subscriber.consume(
        { consumer, topics: [topic] },
        (delivery) => handle(delivery, delivery.message as Message),
        { concurrency, signal: stop.signal },
      )
      const end = async (): Promise<void> => {
        stop.abort()
        await ended
      }
      stops.push(end)
      return end
    },
    async [Symbol.asyncDispose]() {
      for (const stop of stops) await stop().catch(() => undefined)
      await pulsar[Symbol.asyncDispose]()
      await fake[Symbol.asyncDispose]()
    },
  }
}

export const aMessage = (
  key: string,
  more: { readonly sequence?: number; readonly data?: unknown; readonly topic?: string } = {},
): Outbound => outboundMessage({ companyId, key, topic, ...more })
