import { expect, test } from 'vitest'
import { followGuide } from '../follow-guide.ts'

const page = 'guides/testing-handlers.md'
const crash = 'a payout is transferred once, wherever the process dies'
const crashInDatabase = 'is told of once, wherever the process dies'

test('the tests of the guide pass', { timeout: 180_000 }, async () => {
  const { passed, failed } = await followGuide(page)
  expect(failed).toEqual({})
  expect(passed).toHaveLength(7)
})

test('and fail at the points that it names, with the bugs that it names', { timeout: 180_000 }, async () => {
  const { failed } = await followGuide(page, (source, name) => {
    if (name === 'pay-out.ts') return source.replace('key: payoutId', 'key: crypto.randomUUID()')
    return source.replace(/once: \{ kind: 'message'.*\},\n/, '')
  })
  expect(failed[crash]).toContain('the invariant broke at')
  expect(failed[crash]).toContain('- died after bank.transfer, before payouts.markSent: ')
  expect(failed[crashInDatabase]).toContain('- died after app.begin.commit, ')
})
