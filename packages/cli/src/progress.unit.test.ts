import { expect, test } from 'vitest'
import { aTerminal } from '../test/a-terminal.ts'
import { progressOn } from './progress.ts'

test('each text is written over the one before, and nothing is left at the end', () => {
  const { stderr, said } = aTerminal({ isTTY: true })
  const progress = progressOn(stderr)
  for (const text of ['', 'one', 'one', 'two', '']) progress(text)
  const erase = '\r\u001b[2K'
  expect(said.err).toBe(`${erase}one${erase}two${erase}`)
})

test('where nobody watches nothing is written', () => {
  const { stderr, said } = aTerminal()
  progressOn(stderr)('one')
  expect(said.err).toBe('')
})
