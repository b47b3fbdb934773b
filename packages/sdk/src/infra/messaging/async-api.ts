import { z } from 'zod'
import { Message } from '../../seedwork/message.ts'
import type { MessageDefinition, Topic } from '../../seedwork/message-definition.ts'
import { PREFIX } from './envelope/binary.ts'

export interface AsyncApiOptions {
  readonly title: string
  /** Of the document. */
  readonly version: string
  readonly messages: readonly MessageDefinition[]
}

/**
 * An AsyncAPI 3.0.0 document of what the owner of these messages does: it sends what stands on `eventos.*` and receives what
 * stands on `comandos.*`. Payloads are described as they are sent, in the present version.
 */
export const asyncApi = ({ title, version, messages }: AsyncApiOptions): Readonly<Record<string, unknown>> => {
  const byTopic = Map.groupBy(
    messages.toSorted((one, other) => (one.type < other.type ? -1 : 1)),
    ({ topic }) => topic,
  )
  const topics = [...byTopic].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return {
    asyncapi: '3.0.0',
    info: { title, version },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map(([topic, own]) => [topic, channel(topic, own)])),
    operations: Object.fromEntries(
      topics.map(([topic, own]) => [`${actionOn(topic)}.${topic}`, operation(topic, own)]),
    ),
    components: {
      messages: Object.fromEntries(topics.flatMap(([, own]) => own.map((one) => [one.type, message(one)]))),
      messageTraits: { envelope },
    },
  }
}

const actionOn = (topic: Topic): 'send' | 'receive' => (topic.startsWith('eventos.') ? 'send' : 'receive')

const channel = (topic: Topic, messages: readonly MessageDefinition[]) => ({
  address: topic,
  messages: Object.fromEntries(messages.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
})

const operation = (topic: Topic, messages: readonly MessageDefinition[]) => ({
  action: actionOn(topic),
  channel: { $ref: `#/channels/${topic}` },
  messages: messages.map(({ type }) => ({ $ref: `#/channels/${topic}/messages/${type}` })),
})

const message = ({ type, version, schema }: MessageDefinition) => {
  const { $schema: _dialect, ...payload } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' })
  return {
    name: type,
    headers: {
      type: 'object',
      properties: { [`${PREFIX}type`]: { const: type }, [`${PREFIX}dataschema`]: { const: `${type}/${version}` } },
    },
    payload,
    traits: [{ $ref: '#/components/messageTraits/envelope' }],
  }
}

const attributes = Object.entries(Message.shape).filter(([name]) => name !== 'data' && name !== 'datacontenttype')

const envelope = {
  description: 'CloudEvents 1.0. In structured mode these attributes stand beside the data in one JSON text.',
  contentType: 'application/json',
  correlationId: { location: `$message.header#/${PREFIX}correlationid` },
  headers: {
    type: 'object',
    properties: Object.fromEntries(attributes.map(([name]) => [PREFIX + name, { type: 'string' }])),
    required: attributes.filter(([, schema]) => !schema.safeParse(undefined).success).map(([name]) => PREFIX + name),
  },
}
