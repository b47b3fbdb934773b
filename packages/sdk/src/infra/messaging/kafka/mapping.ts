import type { Outbound } from '../../../seedwork/message.ts'
import { binary } from '../envelope/binary.ts'
import { readEnvelope } from '../envelope/read-envelope.ts'
import type { KafkaReceived, KafkaRecord } from './config.ts'
import { partitionOf } from './partitioner.ts'

/** CloudEvents, binary mode: the attributes are headers and the value is plain JSON. */
export const toRecord = ({ topic, message }: Outbound, partitions: number): KafkaRecord => {
  const { headers, body } = binary(message)
  const key = recordKey(message)
  return {
    topic,
    partition: partitionOf(key, partitions),
    key,
    value: Buffer.from(body),
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)])),
  }
}

/** Never throws: what can't be read is a value that `Message` refuses. A record without a value is such a one. */
export const messageOf = ({ headerEntries, value }: KafkaReceived): unknown =>
  readEnvelope({ headers: headerEntries.filter(isWhole), body: value ?? '' })

/** Two companies' equal keys are two: neither waits for the other. */
export const recordKey = ({ companyid, partitionkey }: Outbound['message']): Buffer =>
  Buffer.from(`${companyid}/${partitionkey}`)

/** Names what keeps its order within a partition. Who sent no key asked for no order. */
export const laneOfRecord = ({ key, offset }: KafkaReceived): string =>
  key ? `key ${key.toString('latin1')}` : `${offset}`

export const isWhole = (
  header: readonly [string | undefined, Buffer | undefined],
): header is readonly [string, Buffer] => header[0] !== undefined && header[1] !== undefined
