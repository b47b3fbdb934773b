import type { KafkaReceived } from '../../src/infra/messaging/kafka/config.ts'
import { toRecord } from '../../src/infra/messaging/kafka/mapping.ts'
import { aCall } from '../a-call.ts'
import { outboundMessage } from '../outbound-message.ts'

/** A record of ours as a group reads it, each key a lane of its own. */
export const received = (partition: number, offset: number, key = `${partition}/${offset}`): KafkaReceived => {
  const { companyId } = aCall()
  const record = toRecord(outboundMessage({ companyId, key, sequence: offset + 1, topic: 'topic' }), 1)
  const { topic, value } = record
  return {
    topic,
    partition,
    offset: BigInt(offset),
    timestamp: 0n,
    key: record.key,
    value,
    headerEntries: [...record.headers],
  }
}
