import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Room } from './room.ts'

describe('a room', () => {
  test('has so many places, and hands each that is left to who waited longest', async () => {
    const room = new Room(2)
    expect(await Promise.all([room.enter(), room.enter()])).toEqual([true, true])
    const entered: string[] = []
    void room.enter().then(() => entered.push('first'))
    void room.enter().then(() => entered.push('second'))
    expect(room.free).toBe(0)
    room.leave()
    await turn()
    expect(entered).toEqual(['first'])
    room.leave()
    room.leave()
    await turn()
    expect([entered, room.free]).toEqual([['first', 'second'], 1])
  })

  test('that is closed lets nobody in, not those either who wait', async () => {
    const room = new Room(1)
    await room.enter()
    const waiting = room.enter()
    room.close()
    expect(await Promise.all([waiting, room.enter()])).toEqual([false, false])
  })

  test('tells when something has changed', async () => {
    const room = new Room(1)
    await room.enter()
    const { changed } = room
    room.leave()
    await expect(changed).resolves.toBeUndefined()
  })
})
