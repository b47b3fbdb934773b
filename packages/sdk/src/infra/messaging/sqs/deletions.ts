import type { Sent } from '../../../seedwork/outbox.ts'
import { batchAnswers } from './batch-answers.ts'
import type { SqsClient } from './client.ts'
import { batchEntries } from './split.ts'

interface Waiting {
  readonly handle: string
  readonly answer: (sent: Sent) => void
  readonly fail: (reason: unknown) => void
}

/**
 * Deletes messages of one queue. What is asked while a call is under way goes together with the next: one alone waits for nobody,
 * many cost a tenth. Rejects for each that was not deleted, also when the call itself succeeded.
 */
export class Deletions {
  readonly #client: SqsClient
  readonly #url: string
  readonly #waiting: Waiting[] = []
  #isBusy = false

  constructor(client: SqsClient, url: string) {
    this.#client = client
    this.#url = url
  }

  async delete(handle: string): Promise<void> {
    const failure = await new Promise<Sent>((answer, fail) => {
      this.#waiting.push({ handle, answer, fail })
      if (!this.#isBusy) void this.#run()
    })
    if (failure) throw failure
  }

  async #run(): Promise<void> {
    this.#isBusy = true
    // Handlers that end in the same turn go together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchEntries)
      const Entries = batch.map(({ handle }, place) => ({ Id: String(place), ReceiptHandle: handle }))
      try {
        const answer = await this.#client.ask((sqs, options) =>
          sqs.deleteMessageBatch({ QueueUrl: this.#url, Entries }, options),
        )
        const answers = batchAnswers(batch.length, answer)
        for (const [place, one] of batch.entries()) one.answer(answers[place])
      } catch (error) {
        for (const one of batch) one.fail(error)
      }
    }
    this.#isBusy = false
  }
}
