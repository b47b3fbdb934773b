import type { z } from 'zod'
import { CompanyId } from '../../seedwork/call.ts'
import type { Message, Outbound } from '../../seedwork/message.ts'
import type { MessageDefinition } from '../../seedwork/message-definition.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'

/**
 * A message as a relay would hand it to a transport: the first of its key, of a company made up for it, unless `attributes`
 * say otherwise. They may also make it a wrong one.
 */
export const outboundOf = <Schema extends z.ZodType>(
  definition: MessageDefinition<string, Schema>,
  data: z.input<Schema>,
  attributes: Partial<Message> = {},
): Outbound => {
  const { type, version, schema, topic } = definition
  const partitionkey = definition.key(schema.parse(data))
  return {
    topic,
    message: {
      specversion: '1.0',
      id: uuidv7(Date.now()),
      type,
      source: 'baltra/test',
      subject: partitionkey,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: `${type}/${version}`,
      companyid: CompanyId.parse(uuidv7(Date.now())),
      partitionkey,
      sequence: 1,
      correlationid: uuidv7(Date.now()),
      data,
      ...attributes,
    },
  }
}
