/** Kafka's own codes, of those that make a difference here. */
export const TOPIC_EXISTS = 36
const UNKNOWN_TOPIC = [3, 100]
export const UNAUTHORIZED = [29, 30, 31]
/** Too large, or not to be read: the same records are refused again, and nothing of the partition's batch is stored. */
export const UNACCEPTABLE = [10, 18, 87]
/** The group has members, so that nobody outside may say where it is. */
export const GROUP_IN_USE = [22, 25, 27, 68]

/** All codes in a client's error, which nests those of each broker and each attempt. */
export const codesIn = (error: unknown): readonly number[] => {
  if (typeof error !== 'object' || error === null) return []
  const own = 'apiCode' in error && typeof error.apiCode === 'number' ? [error.apiCode] : []
  const nested = 'errors' in error && Array.isArray(error.errors) ? error.errors.flatMap(codesIn) : []
  return [...own, ...nested]
}

/** There is no such topic, or not the one that it was. The client has a way of its own to say so. */
export const isUnknownTopic = (error: unknown): boolean =>
  codesIn(error).some((code) => UNKNOWN_TOPIC.includes(code)) ||
  (error instanceof Error && error.message.startsWith('Unknown topic '))
