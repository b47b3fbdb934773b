import type { Subscription } from '../../../seedwork/transport.ts'
import type { KafkaAdmin } from './config.ts'
import { createTopic } from './create-topic.ts'
import { deadLetterTopic } from './dead-letter.ts'
import { codesIn, GROUP_IN_USE } from './error-codes.ts'
import { partitionName } from './produce-answers.ts'

/** Where a group begins that has never been there: with what comes from now on, or with all that is still kept. */
export type From = 'latest' | 'earliest'

/** Makes what a group needs before anything is published that it must not miss. Rejects when a topic is missing. */
export const subscribe = async (admin: KafkaAdmin, { consumer, topics }: Subscription, from: From): Promise<void> => {
  const known = new Set(await admin.topics())
  for (const topic of topics) {
    const dead = deadLetterTopic(topic, consumer)
    if (!known.has(dead)) await createTopic(admin, { topic: dead, settings: deadLettersSettings })
  }
  if (from === 'latest') await beginNow(admin, consumer, topics)
}

/** They are kept until a person has decided, and have to hold the largest message with its errors. */
const deadLettersSettings = { 'retention.ms': '-1', 'max.message.bytes': '1200000' }

/**
 * In this order: had the group been given a position in between by another instance, ours would be no later, and nothing
 * that was published meanwhile is skipped.
 */
const beginNow = async (admin: KafkaAdmin, group: string, topics: readonly string[]): Promise<void> => {
  const ends = await admin.ends(topics)
  const positioned = new Set((await admin.positions(group)).map(partitionName))
  const missing = ends.filter((end) => !positioned.has(partitionName(end)))
  if (missing.length === 0) return
  try {
    await admin.setPositions(group, missing)
  } catch (error) {
    // Its members read what has no position from the beginning: too much, and nothing is missed.
    if (!codesIn(error).some((code) => GROUP_IN_USE.includes(code))) throw error
  }
}
