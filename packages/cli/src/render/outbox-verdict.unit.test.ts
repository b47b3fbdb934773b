import { CompanyId } from '@baltra/sdk'
import { expect, test } from 'vitest'
import { outboxVerdictText } from './outbox-verdict.ts'

const companyId = CompanyId.parse('01a20e41-6c29-7f8a-a923-bdd7db2bea68')

test('what is wrong is told by lane, at most ten numbers of it', () => {
  const lane = { companyId, topic: 'eventos.embudo', key: 'k\n', last: 40, waiting: 20 }
  const missing = Array.from({ length: 12 }, (_, n) => ({ from: 3 * n, to: 3 * n + (n === 0 ? 1 : 0) }))
  expect(
    outboxVerdictText({
      messages: 20,
      lanes: 2,
      faults: [{ ...lane, missing, doubled: [7], neverGiven: [{ from: 41, to: 43 }] }],
    }),
  ).toBe(`20 messages in 2 lanes: 1 lane not whole.

eventos.embudo  company ${companyId}  key k\\u000a
  20 messages to send, the last number given is 40
  missing: 0–1, 3, 6, 9, 12, 15, 18, 21, 24, 27 and 2 more
  there twice: 7
  never given: 41–43
`)
})

test('nothing wrong is one line', () => {
  expect(outboxVerdictText({ messages: 1, lanes: 1, faults: [] })).toBe('1 message in 1 lane: every lane is whole.\n')
})
