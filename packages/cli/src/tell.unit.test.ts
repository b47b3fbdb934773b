import { Failure, type FailureKind } from '@baltra/sdk'
import { expect, test } from 'vitest'
import type { ExitCode } from './exit-code.ts'
import { tell } from './tell.ts'
import { UsageError } from './usage-error.ts'

test.each<readonly [FailureKind, ExitCode]>([
  ['invalid', 2],
  ['not_found', 4],
  ['conflict', 4],
  ['forbidden', 4],
  ['unavailable', 3],
  ['unknown', 70],
])('a failure that is %s ends with %i and its own words', (kind, code) => {
  expect(tell(new Failure(kind, 'a.code', 'its words'))).toEqual({ text: 'its words', code })
})

test('wrong usage ends with 2', () => {
  expect(tell(new UsageError('say it so'))).toEqual({ text: 'say it so', code: 2 })
})

test('what nobody expected is told by its name and code, not by words that may quote anything', () => {
  const error = Object.assign(new TypeError('postgres://u:hunter22@h: row (Ana)'), { code: 'XX000' })
  expect(tell(error)).toEqual({ text: 'unexpected: TypeError XX000', code: 70 })
  expect(tell('hunter22')).toEqual({ text: 'unexpected: not an error', code: 70 })
})
