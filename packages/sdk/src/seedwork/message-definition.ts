import type { z } from 'zod'
import { Failure } from './failure.ts'
import { whyNoJson } from './json-shape.ts'
import type { Upcaster } from './upcast.ts'

/** What a module is asked to do, or what it tells. */
export type Topic = `comandos.${string}` | `eventos.${string}`

/**
 * A type of message: its present form, and where it goes. Whoever sends or handles one names this and nothing else of it.
 * Once released, `type`, `topic` and `key` stay; the data may gain optional fields, and any other change of it is a new
 * `version` with an upcaster from the one before.
 */
export interface MessageDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** `context.name`, an event in the past: `funnel.stage_entered`. */
  readonly type: Type
  /** Of the data, from 1. */
  readonly version: number
  /**
   * JSON on both sides: what it makes of data is read by it again, since data travel as they were given, and those of events
   * as they were made. What a handler would rather have, a date or a sum, it makes itself.
   */
  readonly schema: Schema
  readonly topic: Topic
  /**
   * Messages of one company, topic and key are handled in the order in which they were committed. Throws `invalid`
   * (`messaging.bad_key`) for one that not every database and broker takes.
   */
  key(this: void, data: z.output<Schema>): string
  /** By the version that they read: without a gap up to the one before the present. */
  readonly upcasters: Readonly<Record<number, Upcaster>>
}

export interface MessageOptions<Type extends string, Schema extends z.ZodType> {
  readonly type: Type
  readonly version: number
  readonly schema: Schema
  readonly topic: Topic
  /** Well-formed text without NUL, at most 512 UTF-16 units. */
  readonly key: (data: z.output<Schema>) => string
  readonly upcasters?: Readonly<Record<number, Upcaster>>
}

/** Throws `invalid` (`messaging.bad_definition`) for a definition that no consumer could rely on. */
export const defineMessage = <const Type extends string, Schema extends z.ZodType>({
  upcasters = {},
  key,
  ...options
}: MessageOptions<Type, Schema>): MessageDefinition<Type, Schema> => {
  const wrong = whatIsWrong({ upcasters, ...options })
  if (wrong !== undefined) throw new Failure('invalid', 'messaging.bad_definition', `${options.type}: ${wrong}`)
  return { upcasters, ...options, key: (data) => checkedKey(options.type, key(data)) }
}

/** A key stands in indexes, whose rows are bounded: a longer one could be committed, and would then stop the relay. */
const longestKey = 512

const checkedKey = (type: string, key: string): string => {
  if (key.length <= longestKey && key.isWellFormed() && !key.includes('\0')) return key
  throw new Failure(
    'invalid',
    'messaging.bad_key',
    `a key of ${type} is longer than ${longestKey}, or no well-formed text`,
  )
}

const TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/
const TOPIC = /^(comandos|eventos)\.[a-z][a-z0-9_]*$/

const whatIsWrong = ({
  type,
  topic,
  version,
  schema,
  upcasters,
}: Omit<MessageDefinition, 'key'>): string | undefined => {
  if (!TYPE.test(type)) return 'a type is context.name, in lower case'
  if (!TOPIC.test(topic)) return `${topic} is neither comandos.{module} nor eventos.{module}`
  if (!Number.isSafeInteger(version) || version < 1) return `${version} is no version: they are counted from 1`
  const read = Object.keys(upcasters).map(Number)
  const isGapless = read.every((one, index) => one === version - read.length + index && one >= 1)
  if (!isGapless) return `upcasters read ${read.join(', ')}: they must lead to version ${version} without a gap`
  return whyNoJson(schema)
}
