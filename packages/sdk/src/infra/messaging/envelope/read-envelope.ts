import { PREFIX } from './binary.ts'

/** Nothing is an empty text: brokers have headers without a value, and Kafka has records without one. */
export type HeaderText = string | Uint8Array | null | undefined

/** What a transport has of a message. Texts may be bytes: they are UTF-8. */
export interface Enveloped {
  /** A record, or pairs as a `Map` has them; of two with one name the first counts. */
  readonly headers: Readonly<Record<string, HeaderText>> | Iterable<readonly [HeaderText, HeaderText]>
  readonly body: HeaderText
}

/**
 * Reads a message of either mode. Never throws: what can't be read comes back as `{ unreadable, headers, body }`, which
 * `Message` refuses, so that a consumer parks it with all that there was.
 *
 * A body is structured when its content type says so, and when there are no attributes among the headers: not every
 * transport has a place for a content type.
 */
export const readEnvelope = (enveloped: Enveloped): unknown => {
  const { headers, body, isText } = texts(enveloped)
  const unreadable = (reason: string): unknown => ({ unreadable: reason, headers: Object.fromEntries(headers), body })
  if (!isText) return unreadable('it is not UTF-8')
  try {
    const isBinary =
      headers.has(`${PREFIX}specversion`) && !contentTypeOf(headers).startsWith('application/cloudevents')
    return isBinary ? fromBinary(headers, body) : fromStructured(JSON.parse(body))
  } catch (error) {
    // JSON.parse quotes what it could not read, which stands in `body` anyway.
    return unreadable(error instanceof Error ? error.name : 'unknown')
  }
}

const fromBinary = (headers: ReadonlyMap<string, string>, body: string): unknown => {
  const attributes = [...headers]
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value]) => [name.slice(PREFIX.length), value] as const)
  const { sequence, ...rest } = Object.fromEntries(attributes)
  return {
    ...rest,
    datacontenttype: contentTypeOf(headers).split(';')[0]!.trim(),
    ...(sequence === undefined ? {} : { sequence: asNumber(sequence) }),
    ...(body === '' ? {} : { data: JSON.parse(body) as unknown }),
  }
}

/** `data_base64` is how the JSON format writes data that it takes for bytes; ours are JSON inside. */
const fromStructured = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || !('data_base64' in value)) return value
  const { data_base64: encoded, ...attributes } = value
  return { ...attributes, data: JSON.parse(utf8.decode(Buffer.from(String(encoded), 'base64'))) as unknown }
}

/** Headers are texts. Anything but plain digits stays one, and `Message` refuses it. */
const asNumber = (text: string): number | string => (/^[1-9]\d{0,15}$/.test(text) ? Number(text) : text)

const contentTypeOf = (headers: ReadonlyMap<string, string>): string =>
  (headers.get('content-type') ?? '').toLowerCase()

const utf8 = new TextDecoder('utf-8', { fatal: true })
const lossy = new TextDecoder('utf-8', { ignoreBOM: true })

interface Texts {
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** Else the body is base64 of what came. */
  readonly isText: boolean
}

const texts = ({ headers, body }: Enveloped): Texts => {
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers)
  const named = new Map(
    pairs.toReversed().map(([name, value]) => [textOf(name, lossy).toLowerCase(), textOf(value, lossy)] as const),
  )
  try {
    return { headers: named, body: textOf(body, utf8), isText: true }
  } catch {
    return { headers: named, body: Buffer.from(body as Uint8Array).toString('base64'), isText: false }
  }
}

const textOf = (text: HeaderText, decoder: typeof utf8): string =>
  text instanceof Uint8Array ? decoder.decode(text) : String(text ?? '')
