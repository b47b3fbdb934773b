/** What a producer sent. */
export interface Sent {
  readonly payload: string
  readonly properties?: Readonly<Record<string, string>>
  readonly key?: string
}

interface Stored extends Sent {
  readonly messageId: string
}

/** A consumer on the wire, as a subscription sees it. */
export interface FakeConsumer {
  permits: number
  readonly deliver: (message: Stored) => void
}

/** One subscription's messages until they are acknowledged: the first consumer has them all, or each one has keys of its own. */
export class FakeSubscription {
  readonly isShared: boolean
  readonly acknowledged: string[] = []
  readonly #waiting: Stored[] = []
  readonly #out = new Map<string, { readonly consumer: FakeConsumer; readonly message: Stored }>()
  readonly #consumers: FakeConsumer[] = []

  constructor(isShared: boolean) {
    this.isShared = isShared
  }

  get backlog(): number {
    return this.#waiting.length + this.#out.size
  }

  /** Delivered, and nothing was heard of it. */
  get outstanding(): number {
    return this.#out.size
  }

  put(message: Stored): void {
    this.#waiting.push(message)
    this.dispatch()
  }

  join(consumer: FakeConsumer): void {
    this.#consumers.push(consumer)
  }

  /** What it had and did not acknowledge comes again, in its place. */
  leave(consumer: FakeConsumer): void {
    this.#consumers.splice(this.#consumers.indexOf(consumer), 1)
    const back = [...this.#out.values()].filter((out) => out.consumer === consumer).map(({ message }) => message)
    for (const { messageId } of back) this.#out.delete(messageId)
    this.#waiting.unshift(...back)
    this.#waiting.sort((one, other) => placeOf(one) - placeOf(other))
    this.dispatch()
  }

  /** An id is good on any connection. */
  acknowledge(messageId: string): void {
    this.acknowledged.push(messageId)
    this.#out.delete(messageId)
    const place = this.#waiting.findIndex((message) => message.messageId === messageId)
    if (place >= 0) this.#waiting.splice(place, 1)
    this.dispatch()
  }

  dispatch(): void {
    const held = new Set<FakeConsumer | string>()
    for (const message of this.#waiting.slice()) {
      if (this.#consumers.every(({ permits }) => permits < 1)) return
      const consumer = this.#consumerOf(message)
      if (!consumer || held.has(consumer) || held.has(keyOf(message))) continue
      if (consumer.permits < 1) {
        held.add(this.isShared ? keyOf(message) : consumer)
        continue
      }
      consumer.permits -= 1
      this.#waiting.splice(this.#waiting.indexOf(message), 1)
      this.#out.set(message.messageId, { consumer, message })
      consumer.deliver(message)
    }
  }

  #consumerOf(message: Stored): FakeConsumer | undefined {
    if (!this.isShared) return this.#consumers[0]
    const busy = [...this.#out.values()].find((out) => keyOf(out.message) === keyOf(message))
    const hash = Buffer.from(keyOf(message)).reduce((sum, byte) => (sum * 31 + byte) % 65_521, 7)
    return busy?.consumer ?? this.#consumers[hash % this.#consumers.length]
  }
}

/** A topic in one piece. Without a subscription it keeps nothing. */
export class FakeTopic {
  readonly subscriptions = new Map<string, FakeSubscription>()
  /** Everything that was ever sent to it. */
  readonly sent: Stored[] = []
  readonly #number: number

  constructor(number: number) {
    this.#number = number
  }

  store(sent: Sent): string {
    const messageId = Buffer.from(`${this.#number}:${this.sent.length}`).toString('base64')
    const message = { ...sent, messageId }
    this.sent.push(message)
    for (const subscription of this.subscriptions.values()) subscription.put(message)
    return messageId
  }

  subscribe(name: string, isShared: boolean, from: 'latest' | 'earliest'): FakeSubscription {
    const known = this.subscriptions.get(name)
    if (known) return known
    const subscription = new FakeSubscription(isShared)
    this.subscriptions.set(name, subscription)
    if (from === 'earliest') for (const message of this.sent) subscription.put(message)
    return subscription
  }
}

const keyOf = ({ key, messageId }: Stored): string => key ?? messageId

const placeOf = ({ messageId }: Stored): number => Number(Buffer.from(messageId, 'base64').toString().split(':')[1])
