import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../../test/eventually.ts'
import { Lanes, type Work } from './lanes.ts'

/** Works whose end the test decides on. */
const works = (lanes: Lanes) => {
  const begun: string[] = []
  const ends = new Map<string, (again?: number) => void>()
  const gone = new Set<string>()
  const add = (...names: readonly string[]): void => {
    for (const name of names) {
      const work: Work = {
        lane: name.slice(0, 1),
        get isGone() {
          return gone.has(name)
        },
        attempt() {
          begun.push(name)
          return new Promise((resolve) => ends.set(name, resolve))
        },
      }
      lanes.add(work)
    }
  }
  const end = async (name: string, again?: number): Promise<void> => {
    ends.get(name)!(again)
    for (let yielded = 0; yielded < 3; yielded += 1) await turn()
  }
  return { begun, gone, add, end }
}

describe('works', () => {
  test('of one lane are done one after the other, and lanes side by side up to the concurrency', async () => {
    const lanes = new Lanes({ concurrency: 2, window: 10 })
    const { begun, add, end } = works(lanes)
    add('a1', 'a2', 'b1', 'c1')
    expect(begun).toEqual(['a1', 'b1'])
    await end('a1')
    expect(begun).toEqual(['a1', 'b1', 'c1'])
    await end('c1')
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a2'])
  })

  test('that are to be done again hold their lane, and nobody else', async () => {
    const lanes = new Lanes({ concurrency: 1, window: 10 })
    const { begun, add, end } = works(lanes)
    add('a1', 'a2', 'b1')
    await end('a1', 1)
    expect(begun).toEqual(['a1', 'b1'])
    await end('b1')
    await eventually(() => expect(begun).toEqual(['a1', 'b1', 'a1']))
    await end('a1')
    expect(begun).toEqual(['a1', 'b1', 'a1', 'a2'])
  })

  test('that are gone are not begun, and not begun again', async () => {
    const lanes = new Lanes({ concurrency: 1, window: 4 })
    const { begun, gone, add, end } = works(lanes)
    add('a1', 'a2', 'b1', 'c1')
    gone.add('a1').add('a2').add('b1')
    lanes.forget()
    await end('a1', 1)
    expect(begun).toEqual(['a1', 'c1'])
    await end('c1')
    await lanes.ended()
    expect(begun).toEqual(['a1', 'c1'])
  })

  test('that are gone and run still take their place until they have ended', async () => {
    const lanes = new Lanes({ concurrency: 1, window: 2 })
    const { gone, add, end } = works(lanes)
    add('a1')
    gone.add('a1')
    lanes.forget()
    add('b1')
    let hasRoom = false
    const room = lanes.room().then(() => (hasRoom = true))
    await turn()
    expect(hasRoom).toBe(false)
    await end('a1')
    await room
    expect(hasRoom).toBe(true)
  })

  test('of a lane name that comes again after all of it is gone are begun anew', async () => {
    const lanes = new Lanes({ concurrency: 2, window: 10 })
    const { begun, gone, add, end } = works(lanes)
    add('a1')
    gone.add('a1')
    lanes.forget()
    await end('a1', 1)
    add('a2')
    expect(begun).toEqual(['a1', 'a2'])
  })

  test('find no room while as many wait as there is place for', async () => {
    const lanes = new Lanes({ concurrency: 1, window: 2 })
    const { add, end } = works(lanes)
    let hasRoom = false
    add('a1', 'a2')
    const room = lanes.room().then(() => (hasRoom = true))
    await turn()
    expect(hasRoom).toBe(false)
    await end('a1')
    await room
    expect(hasRoom).toBe(true)
  })

  test('find room when others are gone, and when there is nothing to come any more', async () => {
    const lanes = new Lanes({ concurrency: 1, window: 2 })
    const { gone, add } = works(lanes)
    add('a1', 'a2')
    const room = lanes.room()
    gone.add('a2')
    lanes.forget()
    await room
    add('b1')
    const last = lanes.room()
    lanes.stop()
    await last
    expect(gone.size).toBe(1)
  })

  test('are ended and not begun when it is stopped', async () => {
    const lanes = new Lanes({ concurrency: 1, window: 10 })
    const { begun, add, end } = works(lanes)
    add('a1', 'a2', 'b1')
    lanes.stop()
    add('c1')
    let hasEnded = false
    const ended = lanes.ended().then(() => (hasEnded = true))
    await turn()
    expect(hasEnded).toBe(false)
    await end('a1', 1)
    await ended
    expect(begun).toEqual(['a1'])
  })
})
