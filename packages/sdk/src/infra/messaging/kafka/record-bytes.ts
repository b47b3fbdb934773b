import type { KafkaRecord } from './config.ts'

/** Lengths, offset and time of a record, and the length of each part of a header, at most. */
const frame = 40
const headerFrame = 8

/** What a record takes of its partition's batch, in bytes, rather too much than too little. */
export const recordBytes = ({ key, value, headers }: KafkaRecord): number => {
  let bytes = frame + (key?.length ?? 0) + (value?.length ?? 0)
  for (const [name, text] of headers) bytes += headerFrame + Buffer.byteLength(name) + text.length
  return bytes
}
