import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../../test/a-call.ts'
import { commandBus, defineCommand, on } from '../command-bus.ts'
import { Failure } from '../failure.ts'
import { retryConflicts } from './retry-conflicts.ts'

const Save = defineCommand<string>()('test.save', z.strictObject({}))

const sending = async (failures: readonly Error[], ...options: Parameters<typeof retryConflicts>) => {
  let attempts = 0
  const save = on(Save, async () => {
    const failure = failures[attempts]
    attempts += 1
    if (failure) throw failure
    return 'saved'
  })
  const answer: unknown = await commandBus({ middleware: [retryConflicts(...options)], handlers: [save] })
    .send(Save, {}, aCall())
    .catch((error: unknown) => error)
  return { answer, attempts }
}

const faster = new Failure('conflict', 'conflict', 'another transaction was faster', { retryable: true })

describe('a conflict with another transaction', () => {
  test('is tried again until it is saved', async () => {
    expect(await sending([faster, faster])).toEqual({ answer: 'saved', attempts: 3 })
  })

  test('is told after the last attempt', async () => {
    expect(await sending([faster, faster, faster, faster])).toEqual({ answer: faster, attempts: 4 })
    expect(await sending([faster, faster], { attempts: 2 })).toEqual({ answer: faster, attempts: 2 })
  })
})

describe('what only the caller can decide', () => {
  test.each([
    new Failure('conflict', 'conflict', 'a stale version'),
    new Failure('unavailable', 'db.unavailable', 'down'),
    new Failure('unknown', 'db.commit_unknown', 'who knows'),
    new Error('a bug'),
  ])('is not tried again: %s', async (failure) => {
    expect(await sending([failure])).toEqual({ answer: failure, attempts: 1 })
  })
})
