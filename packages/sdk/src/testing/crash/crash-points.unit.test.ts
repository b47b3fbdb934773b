import { describe, expect, test } from 'vitest'
import { Failure } from '../../seedwork/failure.ts'
import { crashPoints } from './crash-points.ts'
import type { Crash, CrashScript } from './crash-script.ts'

/** What outlives a process: payments that were made, and the marks of an inbox. */
const payday = () => {
  const paid: string[] = []
  const marks = new Set<string>()
  const bank = {
    pay: async (id: string) => {
      await Promise.resolve()
      paid.push(id)
    },
  }
  const inbox = {
    has: async (id: string) => marks.has(id),
    mark: async (id: string) => void marks.add(id),
    /** Both, or neither. */
    once: async (id: string, effect: () => void) => {
      if (marks.has(id)) throw new Failure('conflict', 'messaging.already_handled', 'it was')
      marks.add(id)
      effect()
    },
  }
  return { bank, inbox, paid, marks }
}

const paidOnce = ({ paid }: ReturnType<typeof payday>) => expect(paid).toEqual(['p1'])

/** The bug that the kit is for: when it dies in between, it pays again. */
const effectBeforeMark = async ({ bank, inbox }: Pick<ReturnType<typeof payday>, 'bank' | 'inbox'>) => {
  if (await inbox.has('p1')) return
  await bank.pay('p1')
  await inbox.mark('p1')
}

/** The opposite bug: when it dies in between, it never pays. */
const markBeforeEffect = async ({ bank, inbox }: Pick<ReturnType<typeof payday>, 'bank' | 'inbox'>) => {
  if (await inbox.has('p1')) return
  await inbox.mark('p1')
  await bank.pay('p1')
}

describe('a handler whose effect and mark are one', () => {
  test('survives all points, which are told', async () => {
    const points = await crashPoints({
      world: payday,
      handler: async ({ inbox, paid }, crash) => crash.wrap({ inbox }).inbox.once('p1', () => void paid.push('p1')),
      invariant: paidOnce,
    })
    expect(points).toEqual(['before inbox.once', 'after inbox.once', 'before ack', 'after ack'])
  })

  test('is never called without an invariant being asked', async () => {
    let asked = 0
    const points = await crashPoints({
      world: payday,
      handler: async ({ inbox, paid }, crash) => crash.wrap({ inbox }).inbox.once('p1', () => void paid.push('p1')),
      invariant: () => void (asked += 1),
    })
    // Undisturbed, at each point, and the one that shows that there is no other.
    expect(asked).toBe(points.length + 2)
  })
})

describe('a handler with', () => {
  const trying = (handler: typeof effectBeforeMark) =>
    crashPoints({
      world: payday,
      handler: async (world, crash) => handler(crash.wrap({ bank: world.bank, inbox: world.inbox })),
      invariant: paidOnce,
    })

  test('the effect before the mark is found, at the points where it matters', async () => {
    await expect(trying(effectBeforeMark)).rejects.toMatchObject({
      code: 'testing.invariant_broken',
      message: expect.stringMatching(
        /^the invariant broke at 2 of 8 points\n- died after bank\.pay, before inbox\.mark: /,
      ),
      cause: expect.objectContaining({ name: 'AssertionError' }),
    })
  })

  test('the mark before the effect is found too', async () => {
    await expect(trying(markBeforeEffect)).rejects.toMatchObject({
      code: 'testing.invariant_broken',
      message: expect.stringContaining('- died after inbox.mark, before bank.pay: '),
    })
  })

  test('no mark at all is found before the acknowledgement', async () => {
    await expect(trying(({ bank }) => bank.pay('p1'))).rejects.toThrow('- died before ack: ')
  })

  test('a bug comes with the way to it', async () => {
    await expect(trying(effectBeforeMark)).rejects.toThrow(
      [
        '  first: before inbox.has, after inbox.has, before bank.pay, after bank.pay',
        '  again: before inbox.has, after inbox.has, before bank.pay, after bank.pay, before inbox.mark, after inbox.mark, before ack, after ack',
      ].join('\n'),
    )
  })
})

describe('a process that has died', () => {
  test('reaches nothing, whatever it catches', async () => {
    const stubborn = async ({ bank, inbox }: Pick<ReturnType<typeof payday>, 'bank' | 'inbox'>) => {
      if (await inbox.has('p1')) return
      try {
        await inbox.mark('p1')
      } catch {
        // It would pay all the same.
      } finally {
        await bank.pay('p1')
      }
    }
    // Dead behind the mark, it must not pay: that it is never paid is the bug to be found.
    await expect(
      crashPoints({
        world: payday,
        handler: async (world, crash) => stubborn(crash.wrap({ bank: world.bank, inbox: world.inbox })),
        invariant: paidOnce,
      }),
    ).rejects.toThrow('- died after inbox.mark, before bank.pay: ')
  })

  test('reaches nothing with another branch of its work, also not with a call that answers at once', async () => {
    let reached = 0
    let lives = 0
    await crashPoints({
      world: () => ({ ...payday(), log: { note: () => (reached += 1) } }),
      handler: async (world, crash) => {
        const { inbox, bank, log } = crash.wrap({ inbox: world.inbox, bank: world.bank, log: world.log })
        lives += 1
        const branches = [inbox.has('p1'), bank.pay('p1')]
        branches.forEach((branch) => void branch.then(() => log.note()))
        await Promise.allSettled([...branches, Promise.reject(new Error('it fails'))])
        try {
          log.note()
        } catch (error) {
          expect(error).toMatchObject({ code: 'testing.dead' })
        }
      },
      invariant: () => undefined,
    })
    expect(lives).toBeGreaterThan(5)
    expect(reached).toBeLessThan(3 * lives)
  })

  test('is over only when what it had asked for is done', async () => {
    await crashPoints({
      world: () => {
        const done: string[] = []
        let life = 0
        const slow = async () => {
          const mine = life
          for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
          done.push(`life ${mine}: done`)
        }
        const begin = () => done.push(`life ${(life += 1)}: begun`)
        return { done, begin, calls: { slow, fast: async () => undefined } }
      },
      handler: async ({ begin, calls: outside }, crash) => {
        begin()
        const { calls } = crash.wrap({ calls: outside })
        await Promise.all([calls.slow(), calls.fast()])
      },
      invariant: ({ done }) =>
        expect(done.map((entry) => entry.slice(0, 6))).toEqual(done.map((entry) => entry.slice(0, 6)).toSorted()),
    })
  })

  test('lets the world know', async () => {
    const deaths: number[] = []
    const points = await crashPoints({
      world: () => ({ ...payday(), deaths: 0 }),
      handler: async (world, crash) =>
        crash.wrap({ inbox: world.inbox }).inbox.once('p1', () => void world.paid.push('p1')),
      died: (world) => void (world.deaths += 1),
      invariant: ({ deaths: count }) => void deaths.push(count),
    })
    expect(deaths).toEqual([0, ...points.map(() => 1), 0])
  })
})

describe('it is told', () => {
  const one = { world: payday, invariant: () => undefined }

  test('what does not even hold without a crash, as it is', async () => {
    const wrong = new Error('nobody was paid')
    await expect(
      crashPoints({
        world: payday,
        handler: async ({ inbox }, crash) => crash.wrap({ inbox }).inbox.has('p1'),
        invariant: () => Promise.reject(wrong),
      }),
    ).rejects.toBe(wrong)
  })

  test('that a handler never ends well', async () => {
    const cause = new Error('a bug')
    let lives = 0
    const handler = () => {
      lives += 1
      return Promise.reject(cause)
    }
    await expect(crashPoints({ ...one, handler }, { deliveries: 3 })).rejects.toMatchObject({
      code: 'testing.never_acknowledged',
      cause,
    })
    expect(lives).toBe(3)
  })

  test('that a handler does not end well after a crash', async () => {
    const handler: CrashScript<ReturnType<typeof payday>>['handler'] = async (world, crash) => {
      const { inbox } = crash.wrap({ inbox: world.inbox })
      if (await inbox.has('p1')) throw new Error('it is there already')
      await inbox.mark('p1')
    }
    await expect(crashPoints({ ...one, handler })).rejects.toThrow(
      'died after inbox.mark, before ack: not acknowledged after 5 deliveries: it is there already',
    )
  })

  test('what a delivery is stuck behind', async () => {
    const lock = () => {
      let isTaken = false
      return {
        take: () => (isTaken ? new Promise<void>(() => undefined) : Promise.resolve(void (isTaken = true))),
        leave: async () => void (isTaken = false),
      }
    }
    const script = {
      world: () => ({ lock: lock() }),
      handler: async (world: { lock: ReturnType<typeof lock> }, crash: Crash) => {
        const { lock: held } = crash.wrap({ lock: world.lock })
        await held.take()
        await held.leave()
      },
      invariant: () => undefined,
    }
    await expect(crashPoints(script, { within: 20 })).rejects.toThrow(
      'the process died after lock.take, and then came to before lock.take',
    )
    const died = (world: { lock: ReturnType<typeof lock> }) => world.lock.leave()
    await expect(crashPoints({ ...script, died })).resolves.toHaveLength(6)
  })

  test('that nothing was wrapped', async () => {
    await expect(crashPoints({ ...one, handler: async () => undefined })).rejects.toMatchObject({
      code: 'testing.nothing_wrapped',
    })
  })

  test('that there are too many points', async () => {
    const handler: CrashScript<ReturnType<typeof payday>>['handler'] = async ({ inbox }, crash) => {
      for (let n = 0; n < 10; n += 1) await crash.wrap({ inbox }).inbox.has(`p${n}`)
    }
    await expect(crashPoints({ ...one, handler }, { most: 21 })).rejects.toMatchObject({
      code: 'testing.too_many_points',
    })
    await expect(crashPoints({ ...one, handler }, { most: 22 })).resolves.toHaveLength(22)
  })
})

test('a world that can be disposed of is, each time', async () => {
  let open = 0
  await crashPoints({
    world: () => {
      open += 1
      return { ...payday(), [Symbol.asyncDispose]: async () => void (open -= 1) }
    },
    handler: async ({ inbox }, crash) => crash.wrap({ inbox }).inbox.has('p1'),
    invariant: () => expect(open).toBe(1),
  })
  expect(open).toBe(0)
})
