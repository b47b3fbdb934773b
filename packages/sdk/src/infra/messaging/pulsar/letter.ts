import type { AttemptError } from './dead-letter.ts'
import type { Waiting } from './lanes.ts'
import type { Delivered } from './mapping.ts'

/** A message in this process that the server waits to hear of, and what was tried with it here. */
export interface Letter extends Waiting {
  readonly topic: string
  readonly delivered: Delivered
  started: number
  finished: number
  errors: readonly AttemptError[]
  /** Whoever received it. */
  readonly source: LetterSource
}

export interface LetterSource {
  /** Tells the server that it is done. */
  done(letter: Letter): void
}

/** What came without a key is a lane of its own. */
export const letter = (topic: string, delivered: Delivered, source: LetterSource): Letter => ({
  id: `${topic} ${delivered.messageId}`,
  lane: `${topic} ${delivered.key ?? delivered.messageId}`,
  topic,
  delivered,
  started: 0,
  finished: 0,
  errors: [],
  source,
})
