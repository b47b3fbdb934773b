import { expect, test } from 'vitest'
import { followGuide } from '../follow-guide.ts'

const page = 'guides/process-managers.md'

test('the stories of the guide hold', { timeout: 180_000 }, async () => {
  const { passed, failed } = await followGuide(page)
  expect(failed).toEqual({})
  expect(passed).toHaveLength(6)
})

test('and not for a process that keeps what it reserved, or takes a step twice', { timeout: 180_000 }, async () => {
  const { failed } = await followGuide(page, (source, name) =>
    name === 'payout-process.ts'
      ? source.replaceAll(', send: [command(ReleaseMoney, { payoutId })]', '').replace(", step: () => 'reserved'", '')
      : source,
  )
  expect(Object.keys(failed).toSorted()).toEqual([
    'a second message about the same step has no effect',
    'money that is reserved too late is released',
    'what was reserved is released when the bank says no',
  ])
})
