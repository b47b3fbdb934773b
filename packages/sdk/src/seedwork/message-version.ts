import type { Message } from './message.ts'

/**
 * The version of a message's data: 3 for `funnel.applied/3`. A schema of somebody else is no version of ours: 0, which no
 * definition reads.
 */
export const messageVersion = ({ type, dataschema }: Pick<Message, 'type' | 'dataschema'>): number => {
  const version = dataschema.startsWith(`${type}/`) ? dataschema.slice(type.length + 1) : ''
  return /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0
}
