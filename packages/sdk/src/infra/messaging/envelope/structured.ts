import type { Message } from '../../../seedwork/message.ts'

export const STRUCTURED = 'application/cloudevents+json; charset=UTF-8'

/** CloudEvents 1.0, structured mode: the whole message in one JSON text, for transports with few headers or none. */
export const structured = (message: Message): { readonly contentType: string; readonly body: string } => ({
  contentType: STRUCTURED,
  body: JSON.stringify(message),
})
