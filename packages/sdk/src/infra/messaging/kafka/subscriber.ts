import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../../seedwork/failure.ts'
import type { Subscriber, Subscription } from '../../../seedwork/transport.ts'
import type { KafkaClient } from './config.ts'
import { member } from './member.ts'
import { subscribe, type From } from './subscription.ts'
import { within } from './within.ts'

export interface KafkaSubscriberOptions {
  readonly from?: From
  /** Milliseconds without a sign of life after which others take over what a process had that died. */
  readonly session?: number
  /** Milliseconds between signs of life, and so how long the others need to notice that one has come or gone. */
  readonly heartbeat?: number
  /** How many messages to hold at most, those waiting behind others of their lane included. When as many wait, all wait. */
  readonly window?: number
  /** Milliseconds from an acknowledgement to its position being saved: what comes again after a crash. */
  readonly saveEvery?: number
  /** When stopping, milliseconds to end what is in hand. After that the others get it again, even while it goes on here. */
  readonly grace?: number
}

interface Dependencies {
  readonly client: KafkaClient
  readonly logger: { warn(facts: object, message: string): void }
}

/** Milliseconds for all that a subscription needs. */
const deadline = 30_000
/** After something broke, in milliseconds. */
const againAfter = 250

/** A consumer is a group, and its instances share the partitions of their topics. */
export const kafkaSubscriber = ({ client, logger }: Dependencies, options: KafkaSubscriberOptions = {}): Subscriber => {
  const settings = { ...defaults, ...options }
  const prepare = async (subscription: Subscription): Promise<void> => {
    try {
      await within(
        deadline,
        client.administer((admin) => subscribe(admin, subscription, settings.from)),
      )
    } catch (cause) {
      throw new Failure('unavailable', 'messaging.not_subscribed', `${subscription.consumer} could not subscribe`, {
        cause,
      })
    }
  }
  return {
    subscribe: prepare,
    async consume(subscription, handle, { concurrency, signal }) {
      const { consumer: group, topics } = subscription
      const { session, heartbeat } = settings
      const consumer = await client.consumer({ group, topics, session, heartbeat, readAhead: 2 * concurrency })
      const told = { warn: (facts: object, message: string) => logger.warn({ ...facts, consumer: group }, message) }
      await stubbornly(() => prepare(subscription), { logger: told, signal })
      await member({ client, consumer, logger: told }, handle, { ...settings, group, concurrency, signal })
    },
  }
}

const defaults: Required<KafkaSubscriberOptions> = {
  from: 'latest',
  session: 30_000,
  heartbeat: 3_000,
  window: 1_000,
  saveEvery: 250,
  grace: 2_000,
}

const stubbornly = async (
  work: () => Promise<void>,
  { logger, signal }: Pick<Dependencies, 'logger'> & { readonly signal: AbortSignal },
): Promise<void> => {
  while (!signal.aborted) {
    try {
      return await work()
    } catch (error) {
      logger.warn({ error }, 'the consumer could not subscribe, and tries again')
      await pause(againAfter, undefined, { signal }).catch(() => undefined)
    }
  }
}
