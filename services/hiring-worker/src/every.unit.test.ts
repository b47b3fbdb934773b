import { expect, test } from 'vitest'
import { every } from './every.ts'

const longerThanAnyTest = 600_000

/** Does these results in their order, then ends; what was told about it. */
const did = async (results: readonly (boolean | Error)[], pause: number) => {
  const warnings: object[] = []
  const stop = new AbortController()
  let count = 0
  const work = async (): Promise<boolean> => {
    const result = results[count]!
    count += 1
    if (count === results.length) stop.abort()
    if (result instanceof Error) throw result
    return result
  }
  const logger = { warn: (facts: object) => void warnings.push(facts) }
  await every({ work, logger }, { name: 'tidy', pause, signal: stop.signal })
  return { count, warnings }
}

test('goes on at once while there is more', async () => {
  expect(await did([true, true, true], longerThanAnyTest)).toEqual({ count: 3, warnings: [] })
})

test('rests while there is nothing, and then looks again', async () => {
  expect(await did([false, false], 1)).toEqual({ count: 2, warnings: [] })
})

test('tells of a failure and goes on', async () => {
  const error = new Error('no')
  expect(await did([error, false], 1)).toEqual({ count: 2, warnings: [{ error, chore: 'tidy' }] })
})

test('ends at once when it is told to, also while it rests', async () => {
  expect((await did([false], longerThanAnyTest)).count).toBe(1)
  const stop = new AbortController()
  const resting = Promise.withResolvers<undefined>()
  const work = async (): Promise<boolean> => {
    setImmediate(() => resting.resolve(undefined))
    return false
  }
  const chore = every(
    { work, logger: { warn: () => undefined } },
    { name: 'tidy', pause: longerThanAnyTest, signal: stop.signal },
  )
  await resting.promise
  stop.abort()
  await chore
})
