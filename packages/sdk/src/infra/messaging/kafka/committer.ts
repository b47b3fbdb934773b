import type { KafkaConsumer } from './config.ts'
import type { Ownership } from './ownership.ts'

interface Dependencies {
  readonly consumer: Pick<KafkaConsumer, 'commit' | 'memberId' | 'generationId' | 'assignments'>
  readonly ownership: Ownership
}

/**
 * Saves positions, one call at a time: of two under way the later one may land first, and the other would set the group
 * back. What can't be saved now is saved next time, or read again by whoever comes after us.
 */
export class Committer {
  readonly #consumer: Dependencies['consumer']
  readonly #ownership: Ownership
  readonly #every: number
  #last = Promise.resolve()
  #isSaving = false
  #timer: NodeJS.Timeout | undefined

  /** `every` is the time from the first settled message to the call that saves it, in milliseconds. */
  constructor({ consumer, ownership }: Dependencies, every: number) {
    this.#consumer = consumer
    this.#ownership = ownership
    this.#every = every
  }

  /** There is something new to save. */
  soon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), this.#every).unref()
  }

  /** Never rejects. The call goes out before this returns, unless another one is under way. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#last = this.#isSaving ? this.#last.then(() => this.#save()) : this.#save()
    return this.#last
  }

  async #save(): Promise<void> {
    const positions = this.#ownership.unsaved()
    if (positions.length === 0) return
    const isOurs = this.#ownership.asOfNow(this.#consumer)
    this.#isSaving = true
    try {
      await this.#consumer.commit(positions, isOurs)
      if (isOurs()) this.#ownership.saved(positions)
      else this.soon()
    } catch {
      this.soon()
    } finally {
      this.#isSaving = false
    }
  }
}
