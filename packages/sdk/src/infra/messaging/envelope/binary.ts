import type { Message } from '../../../seedwork/message.ts'

/** The names of Kafka's binding, which Pulsar's properties follow. */
export const PREFIX = 'ce_'

/**
 * CloudEvents 1.0, binary mode: the attributes are headers, as texts, and the body is the data alone, as JSON. Whoever
 * looks at a topic with a tool of the broker reads plain JSON.
 */
export const binary = ({
  data,
  datacontenttype,
  ...attributes
}: Message): { readonly headers: Readonly<Record<string, string>>; readonly body: string } => {
  const told = Object.entries(attributes).filter(([, value]) => value !== undefined)
  return {
    headers: {
      ...Object.fromEntries(told.map(([name, value]) => [PREFIX + name, String(value)])),
      'content-type': datacontenttype,
    },
    body: data === undefined ? '' : JSON.stringify(data),
  }
}
