import { expect, test } from 'vitest'
import { followGuide } from '../follow-guide.ts'

const page = 'guides/write-a-transport.md'

test('the transport of the guide passes the suite', { timeout: 180_000 }, async () => {
  const { passed, failed } = await followGuide(page)
  expect(failed).toEqual({})
  expect(passed.length).toBeGreaterThan(25)
})

test('and does not without the check that its own guide tells one to leave out', { timeout: 180_000 }, async () => {
  const { failed } = await followGuide(page, (source) =>
    source
      .replace('if (inHand.get(id) !== hold) return', '')
      .replace('messageBytes: 1_000_000,\n}', 'messageBytes: 1_000_000,\n}, { within: 3_000, many: 100 }'),
  )
  expect(Object.keys(failed)).toContain('does not let a consumer that was cut off settle what its heir has in hand')
})
