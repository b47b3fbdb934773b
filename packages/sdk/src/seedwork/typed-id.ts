import { z } from 'zod'

/** A zod schema of UUIDv7 text that only fits where the same name is asked for. */
export const typedId = <const Name extends string>(name: Name) => z.uuidv7().toLowerCase().brand(name)

/** Makes ids. They arrive as an argument, so that a decision gives the same answer in a test as in production. */
export interface Ids {
  next<Schema extends z.ZodType>(schema: Schema): z.output<Schema>
}

/** UUIDv7 (RFC 9562): 48 bits of milliseconds, then random. Ids sort by the millisecond of their making. */
export const uuidv7Ids: Ids = { next: (schema) => schema.parse(uuidv7(Date.now())) }

export const uuidv7 = (milliseconds: number): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let index = 0, rest = milliseconds; index < 6; index += 1, rest = Math.floor(rest / 256)) {
    bytes[5 - index] = rest % 256
  }
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
