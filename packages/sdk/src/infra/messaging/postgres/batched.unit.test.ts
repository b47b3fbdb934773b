import { describe, expect, test } from 'vitest'
import { batched } from './batched.ts'

/** Writes that end when the test says so. */
const writes = () => {
  const begun: { readonly items: readonly number[]; readonly end: (error?: Error) => void }[] = []
  const write = (items: readonly number[]): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    begun.push({ items, end: (error) => (error ? reject(error) : resolve()) })
    return promise
  }
  return { begun, add: batched(write) }
}

const turn = () => new Promise((resolve) => void setImmediate(resolve))

describe('batched writing', () => {
  test('takes together what comes together, and what comes while a write is under way', async () => {
    const { begun, add } = writes()
    const first = [add(1), add(2)]
    await turn()
    const second = [add(3), add(4), add(5)]
    await turn()
    expect(begun.map(({ items }) => items)).toEqual([[1, 2]])
    begun[0]!.end()
    await Promise.all(first)
    await turn()
    expect(begun.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4, 5],
    ])
    begun[1]!.end()
    await Promise.all(second)
  })

  test('fails for all of a write that failed, and for no other', async () => {
    const { begun, add } = writes()
    const first = Promise.allSettled([add(1), add(2)])
    await turn()
    const second = add(3)
    begun[0]!.end(new Error('down'))
    expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await turn()
    begun[1]!.end()
    await expect(second).resolves.toBeUndefined()
  })
})
