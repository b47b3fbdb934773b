import { CompanyId, type StoredEvent } from '@baltra/sdk'
import { expect, test } from 'vitest'
import { eventLine, eventsText, streamText } from './events.ts'

const event: StoredEvent = {
  companyId: CompanyId.parse('01a20e41-6c29-7f8a-a923-bdd7db2bea68'),
  position: 12,
  stream: 'campaign-a\u001b[2J',
  version: 3,
  id: '01a20e41-6c29-7f8a-a923-bdd7db2bea69',
  type: 'campaigns.paused',
  schemaVersion: 2,
  at: new Date('2026-01-02T03:04:05.006Z'),
  recordedAt: new Date('2026-01-02T03:04:06.007Z'),
  actor: { kind: 'key', id: 'k1' },
  correlationId: 'c',
  reason: 'Ana asked for it',
  data: { name: 'Ana' },
}

test('events are told without what may be about people, and can not move the cursor', () => {
  for (const text of [eventsText([event]), eventLine(event), streamText([event])]) {
    expect(text).toMatch(/campaigns\.paused/)
    expect(text).not.toMatch(/Ana|\u001b/)
  }
  expect(eventsText([event])).toMatch(/^position +recorded +company[^]*\n +12 +2026-01-02T03:04:06\.007Z/)
  expect(streamText([event])).toMatch(/key k1 +given +01a20e41/)
})

test('one more is one line', () => {
  expect(eventLine(event)).toMatch(/^12 {2}2026[^\n]+campaigns\.paused\n$/)
})

test('no events say so', () => {
  expect(eventsText([])).toBe('There are no events.\n')
})
