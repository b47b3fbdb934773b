import { z } from 'zod'
import { CompanyId } from './call.ts'
import { Traceparent, Tracestate } from './trace-context.ts'

/**
 * A message on its way, as CloudEvents 1.0 has it. `partitionkey` and `sequence` give its place: within one
 * topic and key the sequence has no gap, and n+1 is handled after n. `id` stays the same however often it is sent.
 */
export const Message = z.object({
  specversion: z.literal('1.0'),
  id: z.uuidv7(),
  type: z.string().min(1),
  source: z.string().min(1),
  /** The aggregate that it is about. */
  subject: z.string().optional(),
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z.literal('application/json'),
  /** Type and version of the data: `funnel.applied/1`. */
  dataschema: z.string(),
  companyid: CompanyId,
  partitionkey: z.string(),
  sequence: z.int().positive(),
  correlationid: z.string(),
  causationid: z.string().optional(),
  /** Where it was made, which no hop rewrites. An ill-formed trace is dropped: no reason to refuse a message. */
  traceparent: Traceparent.optional().catch(undefined),
  tracestate: Tracestate.optional().catch(undefined),
  data: z.unknown(),
})
export type Message = z.output<typeof Message>

/** A message and where it goes. */
export interface Outbound {
  readonly topic: string
  readonly message: Message
}
