import { CompanyId } from '@baltra/sdk'
import type { DeadLetter } from '@baltra/sdk/infra/messaging/postgres'
import { expect, test } from 'vitest'
import { deadLettersText, deadLetterText } from './dead-letters.ts'

const letter: DeadLetter = {
  id: '7',
  consumer: 'funnel',
  companyId: CompanyId.parse('01a20e41-6c29-7f8a-a923-bdd7db2bea68'),
  topic: 'comandos.embudo',
  key: '1795',
  parkedAt: new Date('2026-01-02T03:04:05.006Z'),
  started: 2,
  finished: 1,
  errors: [
    { at: '2026-01-02T03:04:04.000Z', code: 'meta.down', kind: 'unavailable', message: 'no answer' },
    { at: '2026-01-02T03:04:05.000Z', code: 'funnel.lead_gone', kind: 'not_found', message: 'gone' },
  ],
  behind: 3,
  message: { type: 'funnel.import_lead', data: { name: 'Ana\u001b[2J\u009b' } },
}

test('the list has the last reason, and no data', () => {
  const text = deadLettersText([letter])
  expect(text).toMatch(/^id +consumer +type[^]*\n7 +funnel +funnel\.import_lead .* funnel\.lead_gone +3\n$/)
  expect(text).not.toContain('Ana')
  expect(deadLettersText([])).toBe('There are no dead letters.\n')
})

test('a letter of something that is no message, or without a reason, is listed too', () => {
  expect(deadLettersText([{ ...letter, errors: [], message: null }])).toMatch(/\n7 +funnel +- .* - +3\n$/)
})

test('one is shown with every error and its whole message, which can not move the cursor', () => {
  const text = deadLetterText(letter)
  expect(text).toMatch(/attempts {3}2 begun, 1 ended\nbehind it {2}3\n/)
  expect(text).toMatch(/meta\.down[^]*funnel\.lead_gone/)
  expect(text).toContain('"name": "Ana\\u001b[2J\\u009b"')
})
