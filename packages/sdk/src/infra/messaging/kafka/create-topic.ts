import type { KafkaAdmin, KafkaTopic } from './config.ts'
import { codesIn, TOPIC_EXISTS } from './error-codes.ts'

/** One a call: where one of several exists, the call fails although the others are made. */
export const createTopic = async (admin: KafkaAdmin, topic: KafkaTopic): Promise<void> => {
  try {
    await admin.createTopic(topic)
  } catch (error) {
    if (!codesIn(error).includes(TOPIC_EXISTS)) throw error
  }
}
