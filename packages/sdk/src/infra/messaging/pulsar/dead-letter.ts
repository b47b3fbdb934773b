import type { Failure } from '../../../seedwork/failure.ts'
import type { Delivered, Frame } from './mapping.ts'

/** How an attempt ended, and when. */
export interface AttemptError {
  readonly at: string
  readonly code: string
  readonly kind: Failure['kind']
  readonly message: string
}

/** What a dead letter says beside the message itself has at most so many bytes in its frame. */
export const roomForDeath = 16 * 1024

/** How many errors travel along, and how many characters of each message. */
const errorsKept = 10
const longestMessage = 500
const roomForErrors = 8 * 1024

/** Also the name by which Pulsar's own dead letters would go. */
export const deadLetterTopic = (topic: string, consumer: string): string => `${topic}-${consumer}-DLQ`

/** Keeps dead letters from being dropped, as all is that no subscription waits for. */
export const deadLetterSubscription = 'dead-letters'

export const attemptError = ({ code, kind, message }: Failure): AttemptError => ({
  at: new Date().toISOString(),
  code,
  kind,
  message: message.slice(0, longestMessage),
})

/** The first says how it began, the others how it went on lately. */
export const remembered = (errors: readonly AttemptError[], next: AttemptError): readonly AttemptError[] =>
  errors.length < errorsKept ? [...errors, next] : [errors[0]!, ...errors.slice(2), next]

interface Death {
  readonly topic: string
  readonly consumer: string
  readonly attempts: number
  /** Those of the attempts that are remembered, at least one. */
  readonly errors: readonly AttemptError[]
}

/** The message as it came, with its key, and why it is dead. */
export const deadLetter = (
  { payload, properties = {}, key, messageId }: Delivered,
  { topic, consumer, attempts, errors }: Death,
): Frame => {
  const last = errors.at(-1)!
  return {
    payload,
    ...(key === undefined ? {} : { key }),
    properties: {
      ...properties,
      'x-original-topic': topic,
      'x-original-message-id': messageId,
      'x-group': consumer,
      'x-attempt': String(attempts),
      'x-first-failed-at': errors[0]!.at,
      'x-error-type': last.code,
      'x-error-message': last.message,
      'x-errors': inRoom(errors),
    },
  }
}

/** Escaped twice, a text may grow to seven times its length. */
const inRoom = (errors: readonly AttemptError[]): string => {
  const text = JSON.stringify(errors)
  const fits = errors.length === 1 || Buffer.byteLength(JSON.stringify(text)) <= roomForErrors
  return fits ? text : inRoom([errors[0]!, ...errors.slice(2)])
}
