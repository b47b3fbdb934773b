import type { OutboxStatus, ScheduledDepth } from '@baltra/sdk/infra/db'
import { age } from './age.ts'
import { count } from './count.ts'
import { table } from './table.ts'

export const outboxStatusText = ({
  messages,
  lanes,
  oldestSeconds,
  scheduled,
  topics,
  consumers,
}: OutboxStatus): string => {
  const depth =
    messages === 0
      ? 'The outbox is empty.\n'
      : `${count(messages, 'message')} in ${count(lanes, 'lane')} to send, the oldest of ${age(oldestSeconds)} ago.\n`
  const byTopic = table(
    ['topic', 'to send', 'lanes', 'oldest'],
    topics.map((topic) => ({
      topic: topic.topic,
      'to send': topic.messages,
      lanes: topic.lanes,
      oldest: age(topic.oldestSeconds),
    })),
  )
  const byConsumer = table(
    ['consumer', 'waiting', 'in hand', 'parked', 'oldest'],
    consumers.map(({ consumer, waiting, inHand, parked, oldestSeconds: oldest }) => ({
      consumer,
      waiting,
      'in hand': inHand,
      parked,
      oldest: age(oldest),
    })),
  )
  return [depth + scheduledText(scheduled), byTopic, byConsumer || 'No consumer has subscribed.\n']
    .filter((part) => part !== '')
    .join('\n')
}

/** Nothing when nothing waits for its time. */
const scheduledText = ({ messages, due, next }: ScheduledDepth): string => {
  if (!next) return ''
  const already = due > 0 ? `, ${due.toLocaleString('en')} of them due` : ''
  return `${count(messages, 'scheduled message')}${already}, the first at ${next.toISOString()}.\n`
}
