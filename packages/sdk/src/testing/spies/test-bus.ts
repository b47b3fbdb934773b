import type { z } from 'zod'
import { memoryTransport } from '../../infra/messaging/memory/index.ts'
import { CompanyId } from '../../seedwork/call.ts'
import type { Failure } from '../../seedwork/failure.ts'
import type { Message } from '../../seedwork/message.ts'
import type { MessageDefinition } from '../../seedwork/message-definition.ts'
import { laneOf } from '../../seedwork/outbox.ts'
import type { Publisher, Subscriber } from '../../seedwork/transport.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import { Facts } from './facts.ts'
import {
  seenMessage,
  wantedMessage,
  type MessageFact,
  type MessageFate,
  type SeenMessage,
  type ToldData,
} from './message-fact.ts'
import { outboundOf } from './outbound-of.ts'
import { spiedPublisher } from './spied-publisher.ts'
import { spiedSubscriber } from './spied-subscriber.ts'

export interface TestBusDependencies {
  /** By default one within this process, that nobody else has. */
  readonly transport?: Publisher & Subscriber
}

/** What goes on until it is told to stop: a consumer, which subscribes before, or a relay. */
export interface Runnable {
  subscribe?(): Promise<void>
  run(signal: AbortSignal): Promise<unknown>
}

export interface TestBusOptions {
  /** How long to wait for a fact, in milliseconds. */
  readonly within?: number
}

/** A message that failed or was parked, and why. */
export type FailedMessage<Schema extends z.ZodType> = SeenMessage<Schema> & { readonly failure: Failure }

/**
 * A transport with spies on both sides, and what a consumer needs in order to run in a test:
 *
 *     await using bus = testBus()
 *     await bus.runs(consumer(bus, { name: 'payments', messages: [PayoutRequested], handlers }))
 *     await bus.publish(PayoutRequested, { id })
 *     await bus.handled(PayoutRequested, { id })
 *
 * Waiting is for a fact, which may have happened already, and is never for a time. One that does not come rejects with
 * `testing.not_seen`, whose message says what was seen instead. Leaving it by `await using` stops what it runs.
 */
export class TestBus implements AsyncDisposable {
  readonly publisher: Publisher
  readonly subscriber: Subscriber
  /** Says nothing: what a consumer would log, the bus tells. */
  readonly logger = { warn: (): void => undefined }
  /** Whose messages they are, unless they say otherwise. */
  readonly companyId = CompanyId.parse(uuidv7(Date.now()))
  readonly #facts = new Facts<MessageFact>()
  readonly #within: number
  readonly #stopping = new AbortController()
  readonly #running: Promise<unknown>[] = []
  readonly #sequences = new Map<string, number>()

  constructor({ transport = memoryTransport() }: TestBusDependencies, { within = 4_000 }: TestBusOptions) {
    this.#within = within
    const note = (fact: MessageFact): void => this.#facts.note(fact)
    this.publisher = spiedPublisher({ publisher: transport }, note)
    this.subscriber = spiedSubscriber({ subscriber: transport }, note)
  }

  /** Resolves once it has subscribed. It is stopped at the end; when it fails before, so does all waiting. */
  async runs(work: Runnable): Promise<void> {
    await work.subscribe?.()
    const running = work.run(this.#stopping.signal)
    running.catch((error: unknown) => this.#facts.end(error instanceof Error ? error : new Error(String(error))))
    this.#running.push(running)
  }

  /** As a relay would, with the next number of its key. Rejects when the transport refuses it. */
  async publish<Schema extends z.ZodType>(
    definition: MessageDefinition<string, Schema>,
    data: z.input<Schema>,
    attributes: Partial<Message> = {},
  ): Promise<Message> {
    const first = outboundOf(definition, data, { companyid: this.companyId, ...attributes })
    const sequence = (this.#sequences.get(laneOf(first)) ?? 0) + 1
    this.#sequences.set(laneOf(first), sequence)
    const outbound = { ...first, message: { ...first.message, sequence, ...attributes } }
    const [refusal] = await this.publisher.publish([outbound])
    if (refusal) throw refusal
    return outbound.message
  }

  published<Schema extends z.ZodType>(
    definition: MessageDefinition<string, Schema>,
    told?: ToldData<Schema>,
  ): Promise<SeenMessage<Schema>> {
    return this.#first('published', definition, told)
  }

  handled<Schema extends z.ZodType>(
    definition: MessageDefinition<string, Schema>,
    told?: ToldData<Schema>,
  ): Promise<SeenMessage<Schema>> {
    return this.#first('handled', definition, told)
  }

  failed<Schema extends z.ZodType>(
    definition: MessageDefinition<string, Schema>,
    told?: ToldData<Schema>,
  ): Promise<FailedMessage<Schema>> {
    return this.#first('failed', definition, told) as Promise<FailedMessage<Schema>>
  }

  parked<Schema extends z.ZodType>(
    definition: MessageDefinition<string, Schema>,
    told?: ToldData<Schema>,
  ): Promise<FailedMessage<Schema>> {
    return this.#first('parked', definition, told) as Promise<FailedMessage<Schema>>
  }

  /** What has happened so far, in its order. */
  seen<Schema extends z.ZodType>(
    what: MessageFate,
    definition: MessageDefinition<string, Schema>,
    told?: ToldData<Schema>,
  ): readonly SeenMessage<Schema>[] {
    return this.#facts.all(wantedMessage(what, definition, told)).map((fact) => seenMessage(definition, fact))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#running)
  }

  async #first<Schema extends z.ZodType>(
    what: MessageFate,
    definition: MessageDefinition<string, Schema>,
    told: ToldData<Schema> | undefined,
  ): Promise<SeenMessage<Schema>> {
    return seenMessage(definition, await this.#facts.first(wantedMessage(what, definition, told), this.#within))
  }
}

export const testBus = (dependencies: TestBusDependencies = {}, options: TestBusOptions = {}): TestBus =>
  new TestBus(dependencies, options)
