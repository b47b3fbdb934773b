import type { Message, Outbound } from '../../src/seedwork/message.ts'
import { CompanyId } from '../../src/seedwork/call.ts'
import type { Delivery } from '../../src/seedwork/transport.ts'
import type { Wrong } from './suite-failures.ts'

const sending =
  (change: (outbound: Outbound) => Outbound): Wrong =>
  (transport) => ({ ...transport, publish: (batch) => transport.publish(batch.map(change)) })

const handing =
  (change: (delivery: Delivery) => Delivery): Wrong =>
  (transport) => ({
    ...transport,
    consume: (subscription, handle, options) =>
      transport.consume(subscription, (delivery) => handle(change(delivery)), options),
  })

const consumedAs =
  (rename: (consumer: string) => string): Wrong =>
  (transport) => ({
    ...transport,
    subscribe: ({ consumer, topics }) => transport.subscribe({ consumer: rename(consumer), topics }),
    consume: ({ consumer, topics }, handle, options) =>
      transport.consume({ consumer: rename(consumer), topics }, handle, options),
  })

const nobody = CompanyId.parse('019aab00-0000-7000-8000-000000000000')

/** One for each promise that the five leave whole: no test of the suite may be one that nothing fails. */
export const furtherFaults: Readonly<Record<string, Wrong>> = {
  'forgets the topic': handing((delivery) => ({ ...delivery, topic: '' })),

  'writes Latin-1': sending(({ topic, message }) => ({
    topic,
    message: JSON.parse(Buffer.from(JSON.stringify(message), 'latin1').toString('latin1')) as Message,
  })),

  'drops what is large': (transport) => ({
    ...transport,
    async publish(batch) {
      await transport.publish(batch.filter((outbound) => JSON.stringify(outbound).length < 64_000))
      return batch.map(() => undefined)
    },
  }),

  'drops the end of a large batch': (transport) => ({
    ...transport,
    async publish(batch) {
      await transport.publish(batch.slice(0, 500))
      return batch.map(() => undefined)
    },
  }),

  'does not know what to do with an empty batch': (transport) => ({
    ...transport,
    publish: (batch) => (batch.length > 0 ? transport.publish(batch) : Promise.reject(new Error('empty'))),
  }),

  'sends a lane past a message that was refused': (transport) => ({
    ...transport,
    async publish(batch) {
      const answers = []
      for (const outbound of batch) answers.push(...(await transport.publish([outbound])))
      return answers
    },
  }),

  'takes every instance for a consumer': (transport) => {
    let instances = 0
    return {
      ...transport,
      consume: ({ consumer, topics }, handle, options) =>
        transport.consume({ consumer: `${consumer}-${(instances += 1)}`, topics }, handle, options),
    }
  },

  'takes all consumers for one': consumedAs(() => 'everybody'),

  'begins anew when somebody subscribes again': (transport) => {
    const times = new Map<string, number>()
    const now = consumedAs((consumer) => `${consumer}-${times.get(consumer)}`)(transport)
    return {
      ...now,
      async subscribe(subscription) {
        times.set(subscription.consumer, (times.get(subscription.consumer) ?? 0) + 1)
        await now.subscribe(subscription)
      },
    }
  },

  'hands over every topic': (transport) => ({
    ...sending((outbound) => ({ ...outbound, topic: 'everything' }))(transport),
    subscribe: ({ consumer }) => transport.subscribe({ consumer, topics: ['everything'] }),
    consume: ({ consumer }, handle, options) =>
      transport.consume({ consumer, topics: ['everything'] }, handle, options),
  }),

  'takes more than it was asked for': (transport) => ({
    ...transport,
    consume: (subscription, handle, options) =>
      transport.consume(subscription, handle, { ...options, concurrency: 99 }),
  }),

  'ends with something in hand': (transport) => ({
    ...transport,
    async consume(subscription, handle, options) {
      const aborted = new Promise<void>((resolve) => options.signal.addEventListener('abort', () => resolve()))
      await Promise.race([transport.consume(subscription, handle, options), aborted])
    },
  }),

  'takes the same key of two companies for one lane': (transport) => {
    const companies = new Map<string, CompanyId>()
    const blind = sending(({ topic, message }) => {
      companies.set(message.id, message.companyid)
      return { topic, message: { ...message, companyid: nobody } }
    })
    const restoring = handing((delivery) => {
      const message = delivery.message as Message
      return { ...delivery, message: { ...message, companyid: companies.get(message.id) } }
    })
    return blind(restoring(transport))
  },

  'tries a dead letter again': handing((delivery) => ({ ...delivery, park: (failure) => delivery.retry(failure, 1) })),

  'comes back only after what it had in hand': (transport) => {
    let cut = new AbortController()
    return {
      ...transport,
      disconnect() {
        transport.disconnect()
        cut.abort()
        cut = new AbortController()
      },
      async consume(subscription, handle, options) {
        while (!options.signal.aborted) {
          const signal = AbortSignal.any([options.signal, cut.signal])
          await transport.consume(subscription, handle, { ...options, signal })
        }
      },
    }
  },
}
