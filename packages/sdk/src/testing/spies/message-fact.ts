import type { z } from 'zod'
import type { Failure } from '../../seedwork/failure.ts'
import { Message } from '../../seedwork/message.ts'
import type { MessageDefinition } from '../../seedwork/message-definition.ts'
import { messageVersion } from '../../seedwork/message-version.ts'
import { upcast } from '../../seedwork/upcast.ts'
import type { DeepPartial } from '../differences.ts'
import type { Fact, Wanted } from './facts.ts'

/**
 * What becomes of messages: `published` is what the other side has taken, `handled` what a consumer acknowledged, which it
 * does after its commit, `failed` what it gave back to try again, `parked` what it made a dead letter of.
 */
export type MessageFate = 'published' | 'handled' | 'failed' | 'parked'

export interface MessageFact extends Fact {
  readonly what: MessageFate
  readonly topic: string
  readonly message: unknown
  /** Who consumed it. */
  readonly consumer?: string
  /** Why it failed or was parked. */
  readonly failure?: Failure
}

/** A message that was seen, with its data as the present schema reads them; as they came where it can't. */
export interface SeenMessage<Schema extends z.ZodType = z.ZodType> {
  readonly topic: string
  readonly message: Message
  readonly data: z.output<Schema>
  readonly consumer?: string
  readonly failure?: Failure
}

/** As much of a message's data as matters, as they are on the wire or as the schema reads them. */
export type ToldData<Schema extends z.ZodType> = DeepPartial<z.input<Schema>> | DeepPartial<z.output<Schema>>

export const messageFact = (
  what: MessageFate,
  { topic, message }: { readonly topic: string; readonly message: unknown },
  more: Pick<MessageFact, 'consumer' | 'failure'> = {},
): MessageFact => ({ what, type: typeOf(message), topic, message, ...more })

export const wantedMessage = <Schema extends z.ZodType>(
  what: MessageFate,
  definition: MessageDefinition<string, Schema>,
  told: ToldData<Schema> | undefined,
): Wanted<MessageFact> => ({
  what,
  type: definition.type,
  told,
  forms: ({ message }) => [dataOf(message), read(definition, message)],
})

export const seenMessage = <Schema extends z.ZodType>(
  definition: MessageDefinition<string, Schema>,
  { what: _what, type: _type, message, ...fact }: MessageFact,
): SeenMessage<Schema> => ({
  ...fact,
  message: message as Message,
  data: read(definition, message) as z.output<Schema>,
})

const read = (definition: MessageDefinition, message: unknown): unknown => {
  const { data: known } = Message.safeParse(message)
  if (!known) return dataOf(message)
  try {
    return upcast(definition, { version: messageVersion(known), data: known.data })
  } catch {
    return known.data
  }
}

const dataOf = (message: unknown): unknown => (isObject(message) ? message['data'] : undefined)

const typeOf = (message: unknown): string =>
  isObject(message) && typeof message['type'] === 'string' ? message['type'] : 'something without a type'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
