import { expect, test } from 'vitest'
import { aCall } from '../../test/a-call.ts'
import { outboundMessage } from '../../test/outbound-message.ts'
import { Message } from './message.ts'

const { message } = outboundMessage({ companyId: aCall().companyId, key: 'k' })
const isMessage = (time: string) => Message.safeParse({ ...message, time }).success

test.each(['Z', '+00:00', '-00:00', '-06:00', '+05:30'])('the time of a message may have any offset: %s', (offset) => {
  expect(isMessage(`2026-11-24T12:00:00${offset}`)).toBe(true)
  expect(isMessage(`2026-11-24T12:00:00.123456${offset}`)).toBe(true)
})

test.each(['2026-11-24T12:00:00', '2026-11-24', '2026-11-24T12:00:00+0600', '2026-11-31T12:00:00Z'])(
  'and is none without one, or when there is no such time: %s',
  (time) => expect(isMessage(time)).toBe(false),
)
