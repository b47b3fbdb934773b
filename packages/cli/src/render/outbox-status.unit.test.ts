import { expect, test } from 'vitest'
import { outboxStatusText } from './outbox-status.ts'

test('a status is a sentence and two tables', () => {
  const text = outboxStatusText({
    messages: 1_200,
    lanes: 1,
    oldestSeconds: 130,
    scheduled: { messages: 1_500, due: 2, next: new Date('2026-11-24T12:00:00Z') },
    topics: [{ topic: 'eventos.embudo', messages: 1_200, lanes: 1, oldestSeconds: 130 }],
    consumers: [
      { consumer: 'funnel', waiting: 3, inHand: 1, parked: 12, oldestSeconds: 0.25 },
      { consumer: 'onboarding', waiting: 0, inHand: 0, parked: 0, oldestSeconds: undefined },
    ],
  })
  expect(text).toBe(`1,200 messages in 1 lane to send, the oldest of 2 min ago.
1,500 scheduled messages, 2 of them due, the first at 2026-11-24T12:00:00.000Z.

topic           to send  lanes  oldest
eventos.embudo     1200      1  2 min

consumer    waiting  in hand  parked  oldest
funnel            3        1      12  0.3 s
onboarding        0        0       0  -
`)
})

test('one of nothing says so', () => {
  const scheduled = { messages: 0, due: 0, next: undefined }
  const nothing = { messages: 0, lanes: 0, oldestSeconds: undefined, scheduled, topics: [], consumers: [] }
  expect(outboxStatusText(nothing)).toBe('The outbox is empty.\n\nNo consumer has subscribed.\n')
  const later = { messages: 1, due: 0, next: new Date('2026-11-24T12:00:00Z') }
  expect(outboxStatusText({ ...nothing, scheduled: later })).toBe(
    'The outbox is empty.\n1 scheduled message, the first at 2026-11-24T12:00:00.000Z.\n\nNo consumer has subscribed.\n',
  )
})
