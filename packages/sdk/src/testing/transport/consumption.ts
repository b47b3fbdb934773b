import type { Message } from '../../seedwork/message.ts'
import type { Delivery, Subscriber } from '../../seedwork/transport.ts'

export interface ConsumptionOptions {
  readonly consumer: string
  readonly topics: readonly string[]
  readonly concurrency: number
  readonly handle: (delivery: Delivery, message: Message) => Promise<void>
}

/** A running consumer that notes what it is handed. */
export class Consumption {
  /** In the order of being handed over, again and again if it comes again. */
  readonly seen: Message[] = []
  /** What its handler has ended with, in this order. */
  readonly handled: Message[] = []
  readonly #stopping = new AbortController()
  readonly #ended: Promise<void>

  private constructor(subscriber: Subscriber, { consumer, topics, concurrency, handle }: ConsumptionOptions) {
    const hand = async (delivery: Delivery): Promise<void> => {
      const message = delivery.message as Message
      this.seen.push(message)
      await handle(delivery, message)
      this.handled.push(message)
    }
    this.#ended = subscriber.consume({ consumer, topics }, hand, { concurrency, signal: this.#stopping.signal })
    // A consumer that ends with an error is told of when it is stopped.
    this.#ended.catch(() => undefined)
  }

  static async begin(subscriber: Subscriber, options: ConsumptionOptions): Promise<Consumption> {
    await subscriber.subscribe({ consumer: options.consumer, topics: options.topics })
    return new Consumption(subscriber, options)
  }

  /** The sequences of one key, as handed over. */
  sequences(key: string): readonly number[] {
    return this.seen.filter(({ partitionkey }) => partitionkey === key).map(({ sequence }) => sequence)
  }

  /** The same, sorted: where their order is not what is asked. */
  sequencesSorted(key: string): readonly number[] {
    return this.sequences(key).toSorted((one, other) => one - other)
  }

  /** It shall fetch no more. */
  abort(): void {
    this.#stopping.abort()
  }

  async stop(): Promise<void> {
    this.abort()
    await this.#ended
  }
}
