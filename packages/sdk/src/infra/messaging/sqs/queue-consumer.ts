import { setTimeout as pause } from 'node:timers/promises'
import type { SqsClient } from './client.ts'
import type { Queue } from './config.ts'
import type { Consumption } from './consume-queues.ts'
import { Deletions } from './deletions.ts'
import { Letter } from './letter.ts'
import { receiving } from './receive.ts'
import type { Room } from './room.ts'
import { batchEntries } from './split.ts'
import type { ReceivedMessage } from './sqs-api.ts'
import type { VisibilityHeartBeat } from './visibility-heart-beat.ts'

/** Messages that may be in hand, those included that wait for a retry or behind one: memory is not endless. */
const mostInHand = 1_000

/** The most polls at once: each brings ten messages at most. */
const mostPolls = 8

/** After a poll that failed, in milliseconds, longer from failure to failure. */
const backoff = { first: 100, longest: 5_000 }

interface Dependencies {
  readonly client: SqsClient
  readonly logger: { warn(facts: object, message: string): void }
  readonly heartBeat: VisibilityHeartBeat
  readonly room: Room
  readonly queue: Queue
}

type Receive = ReturnType<typeof receiving>

/**
 * Hands over what is in one queue. When the signal aborts no poll is cut off: what SQS was about to put into its answer would be gone
 * until its time is over. What it brings, and whatever was not begun, is given back at once.
 */
export class QueueConsumer {
  readonly #dependencies: Dependencies
  readonly #consumption: Consumption
  readonly #deletions: Deletions
  /** What the last messages of each lane will have ended with. */
  readonly #tails = new Map<string, Promise<void>>()
  /** What polls under way may bring. */
  #asked = 0

  constructor(dependencies: Dependencies, consumption: Consumption) {
    this.#dependencies = dependencies
    this.#consumption = consumption
    this.#deletions = new Deletions(dependencies.client, dependencies.queue.url)
  }

  async run(): Promise<void> {
    const polls = Math.min(mostPolls, Math.ceil(this.#consumption.concurrency / batchEntries))
    await Promise.all(Array.from({ length: polls }, () => this.#poll()))
    await Promise.all(this.#tails.values())
  }

  async #poll(): Promise<void> {
    const { room } = this.#dependencies
    const receive = receiving({ ...this.#dependencies, ...this.#consumption })
    let failures = 0
    while (!this.#consumption.signal.aborted) {
      const most = this.#wanted()
      if (most === 0) await room.changed
      else if (await this.#fetch(receive, most)) failures = 0
      else await this.#rest((failures += 1))
    }
  }

  #wanted(): number {
    const { room, heartBeat } = this.#dependencies
    return heartBeat.size < mostInHand ? Math.max(0, Math.min(batchEntries, room.free - this.#asked)) : 0
  }

  /** Whether it was answered. */
  async #fetch(receive: Receive, most: number): Promise<boolean> {
    const { room, logger, queue } = this.#dependencies
    this.#asked += most
    try {
      for (const [lane, messages] of this.#lanes(await receive(most))) this.#begin(lane, messages)
      return true
    } catch (error) {
      const { consumer } = this.#consumption
      logger.warn({ error, consumer, queue: queue.url }, 'the consumer got nothing from its queue, and goes on')
      return false
    } finally {
      this.#asked -= most
      room.tell()
    }
  }

  async #rest(failures: number): Promise<void> {
    const { signal } = this.#consumption
    const longest = Math.min(backoff.longest, backoff.first * 2 ** failures)
    await pause(Math.random() * longest, undefined, { signal }).catch(() => undefined)
  }

  /** On a standard queue each message is a lane by itself. */
  #lanes(messages: readonly ReceivedMessage[]): ReadonlyMap<string, readonly ReceivedMessage[]> {
    const { isFifo } = this.#dependencies.queue
    return Map.groupBy(messages, ({ Attributes, ReceiptHandle }) =>
      isFifo ? (Attributes?.MessageGroupId ?? '') : ReceiptHandle!,
    )
  }

  /** Messages of one lane that came together. They wait for those of the lane that came before. */
  #begin(lane: string, messages: readonly ReceivedMessage[]): void {
    const letters = messages.map((message, place) => this.#letter(message, place === 0))
    const before = this.#tails.get(lane)
    // At once where it can be: the next poll asks for what is free.
    const tail = (before ? before.then(() => this.#work(letters)) : this.#work(letters)).finally(() => {
      if (this.#tails.get(lane) === tail) this.#tails.delete(lane)
      this.#dependencies.room.tell()
    })
    this.#tails.set(lane, tail)
  }

  /** Those behind the first of a lane were never begun, however often they were received: it would not be here any more. */
  #letter(message: ReceivedMessage, isFirst: boolean): Letter {
    const { consumer } = this.#consumption
    const earlier = isFirst ? Number(message.Attributes?.ApproximateReceiveCount ?? 1) - 1 : 0
    return new Letter({ ...this.#dependencies, deletions: this.#deletions, consumer }, message, { earlier })
  }

  async #work(letters: readonly Letter[]): Promise<void> {
    for (const [place, letter] of letters.entries()) {
      const after = await this.#finish(letter)
      if (after === undefined) continue
      const rest = letters.slice(place).map(({ hold }) => hold)
      return this.#dependencies.heartBeat.giveBack(rest, after)
    }
  }

  /** Resolves when it is settled, or with when it, and what is behind it, is for others to have. */
  async #finish(letter: Letter): Promise<number | undefined> {
    const { room } = this.#dependencies
    const { handle, signal } = this.#consumption
    let due = 0
    while (await room.enter()) {
      const ended = await letter.attempt(handle).finally(() => room.leave())
      if (ended === 'settled') return undefined
      if (ended === 'lost') return 0
      due = performance.now() + ended
      await pause(ended, undefined, { signal }).catch(() => undefined)
    }
    return Math.max(0, due - performance.now())
  }
}
