import type { Failure } from '../../../seedwork/failure.ts'
import type { Outbound } from '../../../seedwork/message.ts'
import type { Subscription } from '../../../seedwork/transport.ts'
import { Mailbox, type Connection } from './mailbox.ts'

export interface DeadLetter {
  readonly message: unknown
  /** What every attempt ended with, the last one being why it was parked. */
  readonly errors: readonly Failure[]
  /** Has it tried again; those behind it follow in their order. Does nothing once it is no dead letter any more. */
  replay(): void
  /** Lets those behind it go on without it. Does nothing once it is no dead letter any more. */
  discard(): void
}

/** What a broker keeps: who subscribed to what, and each consumer's copies. Lives as long as it is referred to. */
export class MemoryStore {
  readonly #mailboxes = new Map<string, Mailbox>()
  readonly #consumers = new Map<string, Set<Mailbox>>()

  subscribe({ consumer, topics }: Subscription): Mailbox {
    const mailbox = this.#mailboxes.get(consumer) ?? new Mailbox()
    this.#mailboxes.set(consumer, mailbox)
    for (const topic of topics) this.#consumers.set(topic, (this.#consumers.get(topic) ?? new Set()).add(mailbox))
    return mailbox
  }

  /** A copy for each consumer that has subscribed. */
  put(outbound: Outbound): void {
    for (const mailbox of this.#consumers.get(outbound.topic) ?? []) mailbox.put(outbound)
  }

  cut(connection: Connection): void {
    for (const mailbox of this.#mailboxes.values()) mailbox.cut(connection)
  }

  /** How many messages a consumer has not settled, dead letters included. */
  waiting(consumer: string): number {
    return this.#mailboxes.get(consumer)?.size ?? 0
  }

  deadLetters(consumer: string): readonly DeadLetter[] {
    const mailbox = this.#mailboxes.get(consumer)
    return [...(mailbox?.parked ?? [])].map((letter) => ({
      message: JSON.parse(letter.text) as unknown,
      errors: letter.errors,
      replay: () => mailbox!.replay(letter),
      discard: () => mailbox!.discard(letter),
    }))
  }
}
