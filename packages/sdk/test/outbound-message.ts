import type { CompanyId } from '../src/seedwork/call.ts'
import type { Outbound } from '../src/seedwork/message.ts'
import { uuidv7 } from '../src/seedwork/typed-id.ts'

interface Particulars {
  readonly companyId: CompanyId
  readonly key: string
  readonly sequence?: number
  readonly topic?: string
  readonly type?: string
  readonly data?: unknown
}

/** A message as a relay takes it from the outbox. */
export const outboundMessage = ({
  companyId,
  key,
  sequence = 1,
  topic = 'test.topic',
  type = 'test.happened',
  data = {},
}: Particulars): Outbound => ({
  topic,
  message: {
    specversion: '1.0',
    id: uuidv7(Date.now()),
    type,
    source: 'baltra/test',
    subject: key,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `${type}/1`,
    companyid: companyId,
    partitionkey: key,
    sequence,
    correlationid: 'test',
    data,
  },
})
