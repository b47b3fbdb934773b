import { describe, expect, test } from 'vitest'
import { SendWindow } from './send-window.ts'

const megabyte = 1024 * 1024

/** How many of them were let in so far. */
const entering = async (window: SendWindow, count: number, bytes: number) => {
  let entered = 0
  for (let n = 0; n < count; n += 1) void window.enter(bytes).then(() => (entered += 1))
  const now = async (): Promise<number> => {
    await new Promise(setImmediate)
    return entered
  }
  return now
}

describe('a send window', () => {
  test('lets 500 in, and one more for each that leaves', async () => {
    const window = new SendWindow()
    const entered = await entering(window, 600, 10)
    expect(await entered()).toBe(500)
    window.leave(10)
    expect(await entered()).toBe(501)
  })

  test('lets 8 MiB in', async () => {
    const window = new SendWindow()
    const entered = await entering(window, 20, megabyte)
    expect(await entered()).toBe(8)
    window.leave(megabyte)
    expect(await entered()).toBe(9)
  })

  test('lets what is larger than itself in when it is alone', async () => {
    const window = new SendWindow()
    await window.enter(10)
    const entered = await entering(window, 1, 9 * megabyte)
    expect(await entered()).toBe(0)
    window.leave(10)
    expect(await entered()).toBe(1)
  })

  test('keeps the order of coming', async () => {
    const window = new SendWindow()
    await window.enter(8 * megabyte)
    const order: string[] = []
    void window.enter(5 * megabyte).then(() => order.push('large'))
    void window.enter(1).then(() => order.push('small'))
    window.leave(8 * megabyte)
    await new Promise(setImmediate)
    expect(order).toEqual(['large', 'small'])
  })
})
