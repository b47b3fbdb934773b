import { setTimeout as pause } from 'node:timers/promises'
import { batchAnswers } from './batch-answers.ts'
import type { SqsClient } from './client.ts'
import { batchEntries } from './split.ts'

/** SQS's longest. */
const longestSeconds = 43_200

/** A message's time with us. */
export interface Hold {
  readonly url: string
  readonly handle: string
  /** By the clock of `performance.now`. From then on it may be in other hands. */
  until: number
}

interface Dependencies {
  readonly client: SqsClient
  readonly logger: { warn(facts: object, message: string): void }
}

/**
 * Keeps messages invisible to others while they are in hand. A hold that could not be prolonged in time is lost for good, by our
 * own clock: whoever has it settles nothing any more.
 */
export class VisibilityHeartBeat {
  readonly #holds = new Set<Hold>()
  readonly #dependencies: Dependencies
  readonly #seconds: number
  readonly #stopping = new AbortController()
  readonly #beating: Promise<void>
  #beat: Promise<unknown> = Promise.resolve()

  constructor(dependencies: Dependencies, { visibilitySeconds }: { readonly visibilitySeconds: number }) {
    this.#dependencies = dependencies
    this.#seconds = visibilitySeconds
    this.#beating = this.#run()
  }

  hold(url: string, handle: string): Hold {
    const hold = { url, handle, until: this.#later() }
    this.#holds.add(hold)
    return hold
  }

  get size(): number {
    return this.#holds.size
  }

  isHeld(hold: Hold): boolean {
    return this.#holds.has(hold) && performance.now() < hold.until
  }

  /** It is settled, or in other hands. */
  forget(hold: Hold): void {
    this.#holds.delete(hold)
  }

  /** Lets others have them: the first after a while, the others at once. What can't be said now becomes true with the time. */
  async giveBack(holds: readonly Hold[], firstAfterMilliseconds = 0): Promise<void> {
    const held = holds.filter((hold) => this.isHeld(hold))
    for (const hold of holds) this.forget(hold)
    // A beat that is under way would have the last word.
    await this.#beat
    const first = Math.min(longestSeconds, Math.ceil(firstAfterMilliseconds / 1_000))
    await this.#change(held, (hold) => (hold === holds[0] ? first : 0)).catch(() => undefined)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#beating
  }

  #later(): number {
    return performance.now() + this.#seconds * 1_000
  }

  /** Three times within the time: two may fail. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await pause((this.#seconds * 1_000) / 3, undefined, { signal, ref: false }).catch(() => undefined)
      this.#beat = this.#prolong()
      await this.#beat
    }
  }

  async #prolong(): Promise<void> {
    const byQueue = Map.groupBy(
      [...this.#holds].filter((hold) => this.isHeld(hold)),
      ({ url }) => url,
    )
    await Promise.all([...byQueue.values()].flatMap((holds) => tens(holds).map((ten) => this.#prolongTen(ten))))
  }

  async #prolongTen(holds: readonly Hold[]): Promise<void> {
    const until = this.#later()
    try {
      const answers = await this.#change(holds, () => this.#seconds)
      for (const [place, hold] of holds.entries()) {
        const failure = answers[place]
        if (!failure) hold.until = until
        else if (!failure.retryable) this.forget(hold)
      }
    } catch (error) {
      this.#dependencies.logger.warn({ error }, 'messages in hand could not be kept from others, and may come again')
    }
  }

  async #change(holds: readonly Hold[], seconds: (hold: Hold) => number) {
    const answers = await Promise.all(
      tens(holds).map(async (ten) => {
        const Entries = ten.map((hold, place) => ({
          Id: String(place),
          ReceiptHandle: hold.handle,
          VisibilityTimeout: seconds(hold),
        }))
        const answer = await this.#dependencies.client.ask((sqs, options) =>
          sqs.changeMessageVisibilityBatch({ QueueUrl: ten[0]!.url, Entries }, options),
        )
        return batchAnswers(ten.length, answer)
      }),
    )
    return answers.flat()
  }
}

const tens = (holds: readonly Hold[]): readonly (readonly Hold[])[] =>
  Array.from({ length: Math.ceil(holds.length / batchEntries) }, (_, n) =>
    holds.slice(n * batchEntries, (n + 1) * batchEntries),
  )
