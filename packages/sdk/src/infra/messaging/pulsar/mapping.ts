import type { Message } from '../../../seedwork/message.ts'
import { binary } from '../envelope/binary.ts'
import { readEnvelope } from '../envelope/read-envelope.ts'

/** What a producer sends, but for the `context` by which its answer is known. */
export interface Frame {
  /** Base64. */
  readonly payload: string
  readonly properties: Readonly<Record<string, string>>
  readonly key?: string
}

/** What a consumer is sent. `key` is there when it was sent with one. */
export interface Delivered {
  readonly messageId: string
  readonly payload: string
  readonly properties?: Readonly<Record<string, string>>
  readonly key?: string
}

export const frameOf = (message: Message): Frame => {
  const { headers, body } = binary(message)
  return { payload: Buffer.from(body).toString('base64'), properties: headers, key: keyOf(message) }
}

/** Two companies' equal keys are two lanes, wherever the broker takes keys for lanes. */
const keyOf = ({ companyid, partitionkey }: Message): string => `${companyid} ${partitionkey}`

/** What can't be read comes back as something that `Message` refuses. */
export const messageOf = ({ payload, properties = {} }: Delivered): unknown =>
  readEnvelope({ headers: properties, body: Buffer.from(payload, 'base64') })

export const isDelivered = (frame: unknown): frame is Delivered =>
  typeof frame === 'object' && frame !== null && 'messageId' in frame && 'payload' in frame
