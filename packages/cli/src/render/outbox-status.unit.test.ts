import { expect, test } from 'vitest'
import { outboxStatusText } from './outbox-status.ts'

test('a status is a sentence and two tables', () => {
  const text = outboxStatusText({
    messages: 1_200,
    lanes: 1,
    oldestSeconds: 130,
    topics: [{ topic: 'eventos.embudo', messages: 1_200, lanes: 1, oldestSeconds: 130 }],
    consumers: [
      { consumer: 'funnel', waiting: 3, inHand: 1, parked: 12, oldestSeconds: 0.25 },
      { consumer: 'onboarding', waiting: 0, inHand: 0, parked: 0, oldestSeconds: undefined },
    ],
  })
  expect(text).toBe(`1,200 messages in 1 lane to send, the oldest of 2 min ago.

topic           to send  lanes  oldest
eventos.embudo     1200      1  2 min

consumer    waiting  in hand  parked  oldest
funnel            3        1      12  0.3 s
onboarding        0        0       0  -
`)
})

test('one of nothing says so', () => {
  expect(outboxStatusText({ messages: 0, lanes: 0, oldestSeconds: undefined, topics: [], consumers: [] })).toBe(
    'The outbox is empty.\n\nNo consumer has subscribed.\n',
  )
})
