import { describe, expect, test } from 'vitest'
import { Lanes, type Again } from './lanes.ts'

interface Item {
  readonly id: string
  readonly lane: string
}

const item = (id: string): Item => ({ id, lane: id[0]! })

/** Lanes whose attempts end when they are told to. */
const controlled = (concurrency: number) => {
  const begun: string[] = []
  const ends = new Map<string, (again: Again) => void>()
  const lanes = new Lanes<Item>(concurrency, ({ id }) => {
    begun.push(id)
    const { promise, resolve } = Promise.withResolvers<Again>()
    ends.set(id, resolve)
    return promise
  })
  const end = async (id: string, again?: number): Promise<void> => {
    ends.get(id)!(again)
    await new Promise(setImmediate)
  }
  return { lanes, begun, end, put: (...ids: string[]) => ids.map((id) => lanes.put(item(id))) }
}

describe('lanes', () => {
  test('go side by side, each in its order and one at a time', async () => {
    const { begun, end, put } = controlled(10)
    put('a1', 'a2', 'b1', 'b2')
    expect(begun).toEqual(['a1', 'b1'])
    await end('b1')
    expect(begun).toEqual(['a1', 'b1', 'b2'])
    await end('a1')
    expect(begun).toEqual(['a1', 'b1', 'b2', 'a2'])
  })

  test('are begun so many at once, and the next in the order of coming', async () => {
    const { lanes, begun, end, put } = controlled(2)
    put('a1', 'b1', 'c1', 'd1')
    expect(begun).toEqual(['a1', 'b1'])
    expect(lanes.active).toBe(4)
    await end('a1')
    expect(begun).toEqual(['a1', 'b1', 'c1'])
    expect(lanes.active).toBe(3)
  })

  test('wait behind what is tried again, which takes nobody else a place', async () => {
    const { lanes, begun, end, put } = controlled(1)
    put('a1', 'a2', 'b1', 'b2')
    await end('a1', 1)
    expect(begun).toEqual(['a1', 'b1'])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(lanes.active).toBe(2)
    await end('b1')
    expect(begun).toEqual(['a1', 'b1', 'a1'])
    await end('a1')
    expect(begun.slice(3)).toEqual(['b2'])
  })

  test('do not take a second time what they have begun, until it has ended', async () => {
    const { begun, end, put } = controlled(10)
    expect(put('a1', 'a1')).toEqual([true, false])
    await end('a1', 60_000)
    expect(put('a1')).toEqual([false])
    await expect(end('a1')).resolves.toBeUndefined()
    expect(begun).toEqual(['a1'])
  })

  test('take again what has ended', async () => {
    const { begun, end, put } = controlled(10)
    put('a1')
    await end('a1')
    expect(put('a1')).toEqual([true])
    expect(begun).toEqual(['a1', 'a1'])
  })

  test('forget what was not begun, and keep the rest in its order', async () => {
    const { lanes, begun, end, put } = controlled(1)
    put('a1', 'a2', 'a3', 'b1', 'c1')
    expect(lanes.forget(({ id }) => id !== 'c1')).toBe(3)
    expect(put('a1', 'a2')).toEqual([false, true])
    await end('a1')
    expect(begun).toEqual(['a1', 'c1'])
    await end('c1')
    expect(begun).toEqual(['a1', 'c1', 'a2'])
  })

  test('when drained end what runs, and begin nothing any more', async () => {
    const { lanes, begun, end, put } = controlled(2)
    put('a1', 'a2', 'b1', 'c1', 'e1')
    await end('b1', 1)
    let isDrained = false
    const drained = lanes.drain().then(() => (isDrained = true))
    expect(put('d1')).toEqual([false])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([begun, isDrained]).toEqual([['a1', 'b1', 'c1'], false])
    await end('a1')
    await end('c1')
    await drained
    expect(begun).toEqual(['a1', 'b1', 'c1'])
  })
})
