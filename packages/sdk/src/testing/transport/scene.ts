import { deepStrictEqual, ok } from 'node:assert'
import { setTimeout as pause } from 'node:timers/promises'
import { CompanyId } from '../../seedwork/call.ts'
import type { Message, Outbound } from '../../seedwork/message.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import { Consumption, type ConsumptionOptions } from './consumption.ts'
import { eventually } from './eventually.ts'
import type { SuiteOptions } from './suite-options.ts'
import type { TransportFeatures } from './transport-features.ts'
import type { TransportClient, TransportUnderTest } from './transport-under-test.ts'

type Hook = 'close' | 'reopen' | 'disconnect' | 'refuse'

/** Something that a test lets happen when it is time. */
export interface Gate {
  readonly passed: Promise<void>
  open(): void
}

/** What a test of the suite plays on: one transport, names of its own, and consumers that end with it. */
export class Scene implements AsyncDisposable {
  readonly transport: TransportUnderTest
  readonly features: TransportFeatures
  readonly within: number
  readonly many: number
  readonly topic: string
  readonly otherTopic: string
  readonly consumer: string
  readonly companyId: CompanyId
  readonly #consumptions: Consumption[] = []
  readonly #gates: Gate[] = []

  constructor(transport: TransportUnderTest, features: TransportFeatures, options: SuiteOptions) {
    const { within = 20_000, many = 2_000 } = options
    const name = `conformance-${newId()}`
    this.transport = transport
    this.features = features
    this.within = within
    this.many = many
    const [topic, otherTopic] = transport.topics ?? [name, `${name}-other`]
    this.topic = topic
    this.otherTopic = otherTopic
    this.consumer = name
    this.companyId = CompanyId.parse(newId())
  }

  /** What the factory has to give for a feature that it declares. */
  hook<Name extends Hook>(name: Name): NonNullable<TransportUnderTest[Name]> {
    const hook = this.transport[name]
    ok(hook, `a transport of these features gives the suite ${name}()`)
    return hook.bind(this.transport) as NonNullable<TransportUnderTest[Name]>
  }

  message(key: string, sequence = 1, more: Partial<Message> & { readonly topic?: string } = {}): Outbound {
    const { topic = this.topic, ...attributes } = more
    return {
      topic,
      message: {
        specversion: '1.0',
        id: newId(),
        type: 'conformance.happened',
        source: 'baltra/conformance',
        time: new Date().toISOString(),
        datacontenttype: 'application/json',
        dataschema: 'conformance.happened/1',
        companyid: this.companyId,
        partitionkey: key,
        sequence,
        correlationid: 'conformance',
        data: {},
        ...attributes,
      },
    }
  }

  lane(key: string, count: number, from = 1): readonly Outbound[] {
    return Array.from({ length: count }, (_, n) => this.message(key, from + n))
  }

  /** All of them, in batches that the transport takes. */
  async publish(messages: readonly Outbound[], { publisher }: TransportClient = this.transport): Promise<void> {
    const { batchSize } = this.features
    for (let start = 0; start < messages.length; start += batchSize) {
      const batch = messages.slice(start, start + batchSize)
      deepStrictEqual(
        await publisher.publish(batch),
        batch.map(() => undefined),
      )
    }
  }

  /** As a relay would: again under the same ids until it is known to be sent. */
  async publishStubbornly(messages: readonly Outbound[]): Promise<void> {
    const deadline = performance.now() + this.within
    for (;;) {
      try {
        return await this.publish(messages)
      } catch (error) {
        if (performance.now() > deadline) throw error
        await pause(20)
      }
    }
  }

  /** A consumer, acknowledging everything unless told otherwise. */
  async consuming(
    options: Partial<ConsumptionOptions> = {},
    { subscriber }: TransportClient = this.transport,
  ): Promise<Consumption> {
    const consumption = await Consumption.begin(subscriber, {
      consumer: this.consumer,
      topics: [this.topic],
      concurrency: 10,
      handle: (delivery) => delivery.ack(),
      ...options,
    })
    this.#consumptions.push(consumption)
    return consumption
  }

  /** Each of `count` messages has come; none of them twice, where the transport promises that. */
  came(count: number, ...messages: readonly (readonly Message[])[]): void {
    const ids = messages.flat().map(({ id }) => id)
    deepStrictEqual(new Set(ids).size, count)
    if (this.features.exactAcks) deepStrictEqual(ids.length, count)
  }

  eventually(probe: () => void): Promise<void> {
    return eventually(probe, this.within)
  }

  gate(): Gate {
    const { promise, resolve } = Promise.withResolvers<void>()
    const gate = { passed: promise, open: resolve }
    this.#gates.push(gate)
    return gate
  }

  /** Whatever a test that failed left standing must not keep the next from beginning. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const gate of this.#gates) gate.open()
    const ends = Promise.allSettled(this.#consumptions.map((consumption) => consumption.stop()))
    await Promise.race([ends, pause(this.within, undefined, { ref: false })])
    await this.transport.close?.()
  }
}

const newId = (): string => uuidv7(Date.now())
