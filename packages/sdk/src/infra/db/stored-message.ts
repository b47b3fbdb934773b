import type { CompanyId } from '../../seedwork/call.ts'
import type { Message } from '../../seedwork/message.ts'

/** The part of a message that is its own. */
export interface StoredMessage extends Pick<
  Message,
  'id' | 'type' | 'time' | 'correlationid' | 'causationid' | 'traceparent' | 'tracestate' | 'data'
> {
  /** Left out when it is 1. */
  readonly version?: number
}

export interface OutboxRow {
  readonly shard: number
  readonly id: string
  readonly company_id: CompanyId
  readonly topic: string
  readonly key: string
  readonly sequence: string
  readonly message: StoredMessage
}

/** The whole message of a row, as CloudEvents has it. */
export const messageOf = ({
  company_id: companyid,
  key,
  sequence,
  message: { version = 1, ...message },
}: OutboxRow): Message => ({
  specversion: '1.0',
  ...message,
  source: `baltra/${message.type.slice(0, message.type.indexOf('.'))}`,
  subject: key,
  datacontenttype: 'application/json',
  dataschema: `${message.type}/${version}`,
  companyid,
  partitionkey: key,
  sequence: Number(sequence),
})
