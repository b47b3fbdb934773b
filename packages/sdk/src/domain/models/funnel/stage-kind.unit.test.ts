import { expect, test } from 'vitest'
import { isAtOrAfter, StageKind } from './stage-kind.ts'

test('kinds have their order', () => {
  expect(StageKind.options.filter((kind) => isAtOrAfter(kind, 'accepted'))).toEqual([
    'accepted',
    'onboarding',
    'started',
    'retained_30',
    'retained_90',
  ])
})
