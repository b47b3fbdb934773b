import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { Life } from './life.ts'
import { Membrane } from './membrane.ts'

/** A database as drivers have them: classes, private fields, methods that know each other. */
class Connection {
  readonly #rows: string[]
  constructor(rows: string[]) {
    this.#rows = rows
  }
  async query(row: string): Promise<readonly string[]> {
    this.#rows.push(row)
    return this.#rows
  }
  get size(): number {
    return this.#rows.length
  }
  isSame(other: Connection): boolean {
    return #rows in other && other.#rows === this.#rows
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.#rows.push('closed')
  }
}

class Pool {
  readonly rows: string[] = []
  async connect(): Promise<Connection> {
    return new Connection(this.rows)
  }
  async run<Result>(work: (unit: { readonly letters: { put(row: string): Promise<void> } }) => Promise<Result>) {
    const result = await work({ letters: { put: async (row) => void this.rows.push(row) } })
    this.rows.push('committed')
    return result
  }
}

class Money {
  readonly #cents: number
  constructor(cents: number) {
    this.#cents = cents
  }
  plus(other: Money): Money {
    return new Money(this.#cents + other.#cents)
  }
}

const knowing = (...asyncCalls: readonly string[]) => ({ asyncCalls: new Set(asyncCalls) })

describe('what the outside hands out', () => {
  test('is a boundary too: what a call answers, and what a callback is given', async () => {
    const life = new Life()
    const { pool } = new Membrane({ life, ...knowing() }).wrap({ pool: new Pool() })
    await (await pool.connect()).query('a')
    await pool.run(({ letters }) => letters.put('b'))
    expect(pool.rows).toEqual(['a', 'b', 'committed'])
    expect(life.points).toEqual([
      'after pool.connect',
      'after pool.connect.query',
      'after pool.run.letters.put',
      'after pool.run',
    ])
  })

  test('behaves as it did: private fields, getters, its class, whoever it is given to', async () => {
    const { pool } = new Membrane({ life: new Life(), ...knowing() }).wrap({ pool: new Pool() })
    const one = await pool.connect()
    const other = await pool.connect()
    expect(one).toBeInstanceOf(Connection)
    expect([one.isSame(other), one.size]).toEqual([true, 0])
    {
      await using closed = one
      await closed.query('a')
    }
    expect(one.size).toBe(2)
  })

  test('may be closed, or read row by row, without an async method of its own', async () => {
    const life = new Life()
    class Cursor {
      [Symbol.asyncDispose](): Promise<void> {
        return Promise.resolve()
      }
    }
    const { open, rows } = new Membrane({ life, ...knowing() }).wrap({
      open: async () => new Cursor(),
      async *rows() {
        yield await Promise.resolve(1)
        yield 2
      },
    })
    {
      await using _cursor = await open()
    }
    const read: number[] = []
    for await (const row of rows()) read.push(row)
    expect(read).toEqual([1, 2])
    expect(life.points).toEqual([
      'after open',
      'after open.Symbol.asyncDispose',
      'after rows.next',
      'before rows.next',
      'after rows.next #2',
      'before rows.next #2',
      'after rows.next #3',
    ])
  })

  test('may be listened to, as a connection is whose methods promise without being async', async () => {
    const life = new Life()
    class Channel extends EventEmitter {
      send(): Promise<void> {
        return Promise.resolve()
      }
    }
    const { open } = new Membrane({ life, ...knowing() }).wrap({ open: async () => new Channel() })
    await (await open()).send()
    expect(life.points).toEqual(['after open', 'after open.send'])
  })

  test('is the original again when a callback answers with it', async () => {
    const given = new Connection([])
    const { pool } = new Membrane({ life: new Life(), ...knowing() }).wrap({
      pool: { use: async (work: (one: Connection) => Promise<Connection>) => (await work(given)) === given },
    })
    expect(await pool.use(async (connection) => connection)).toBe(true)
  })

  test('and is called by it goes through it too', async () => {
    const life = new Life()
    const { relay, send } = new Membrane({ life, ...knowing() }).wrap({
      relay: { drain: (deliver: (row: string) => Promise<number>) => deliver('a') },
      send: async (row: string) => row.length,
    })
    expect(await relay.drain(send)).toBe(1)
    expect(life.points).toEqual(['after send', 'after relay.drain'])
  })

  test('and is data stays as it is', async () => {
    const data = {
      rows: [{ at: new Date(0), amount: new Money(5) }],
      bytes: Buffer.from('a'),
      seen: new Map([['a', 1]]),
      nothing: null,
    }
    const { reader } = new Membrane({ life: new Life(), ...knowing() }).wrap({ reader: { read: async () => data } })
    expect(await reader.read()).toBe(data)
    const { price } = new Membrane({ life: new Life(), ...knowing() }).wrap({ price: async () => new Money(5) })
    expect(new Money(1).plus(await price())).toEqual(new Money(6))
  })
})

describe('what is wrapped', () => {
  test('may be frozen, spread, and a function', async () => {
    const life = new Life()
    const { port, send, name } = new Membrane({ life, ...knowing() }).wrap({
      port: Object.freeze({ one: async () => 1, two: async () => 2 }),
      send: async (text: string) => text.length,
      name: 'of the port',
    })
    const changed = { ...port, two: async () => 3 }
    expect([await changed.one(), await changed.two(), await send('four'), name]).toEqual([1, 3, 4, 'of the port'])
    expect(life.points).toEqual(['after port.one', 'after send'])
  })

  test('is no list, no date and nothing else of the language', () => {
    const data = { list: [1], at: new Date(0), failure: new Error('no') }
    const wrapped = new Membrane({ life: new Life(), ...knowing() }).wrap(data)
    expect([wrapped.list, wrapped.at, wrapped.failure]).toEqual([data.list, data.at, data.failure])
    expect([wrapped.list === data.list, wrapped.at === data.at, wrapped.failure === data.failure]).toEqual([
      true,
      true,
      true,
    ])
  })

  test('can be changed, and is until death', async () => {
    const port = { name: 'one', ask: async () => undefined }
    const { port: wrapped } = new Membrane({ life: new Life({ points: 1 }), ...knowing('port.ask') }).wrap({ port })
    wrapped.name = 'two'
    expect([port.name, wrapped.name]).toEqual(['two', 'two'])
    void wrapped.ask()
    expect(() => (wrapped.name = 'three')).toThrow(TypeError)
    expect(port.name).toBe('two')
  })

  test('is told of by the calls that answer with a promise, the second time under another name', async () => {
    const life = new Life()
    const { port } = new Membrane({ life, ...knowing() }).wrap({
      port: { now: () => 5, ask: async () => 1, fail: () => Promise.reject(new Error('no')) },
    })
    expect(port.now()).toBe(5)
    await port.ask()
    await port.ask()
    await expect(port.fail()).rejects.toThrow('no')
    expect(life.points).toEqual(['after port.ask', 'before port.ask', 'after port.ask #2', 'after port.fail failed'])
  })
})

/** Whether a promise has settled when all that could happen by itself has. */
const settles = async (promise: Promise<unknown>): Promise<boolean> => {
  let isSettled = false
  promise.then(
    () => (isSettled = true),
    () => (isSettled = true),
  )
  await new Promise((resolve) => setImmediate(resolve))
  return isSettled
}

describe('behind its death', () => {
  test('a life has no answer, no error, and reaches nothing', async () => {
    const life = new Life({ points: 1 })
    const asyncCalls = knowing('pool.connect', 'pool.fail')
    const pool = Object.assign(new Pool(), { fail: () => Promise.reject(new Error('no')), note: () => 1 })
    const { pool: wrapped } = new Membrane({ life, ...asyncCalls }).wrap({ pool })
    expect(await settles(wrapped.connect())).toBe(false)
    expect(await settles(wrapped.fail())).toBe(false)
    expect(() => wrapped.note()).toThrow('the process died before it called pool.note')
    expect(life.points).toEqual(['before pool.connect'])
    expect(life.isDead).toBe(true)
  })

  test('an error that was under way does not come back', async () => {
    const life = new Life({ points: 2 })
    const { promise, reject } = Promise.withResolvers<void>()
    const { port } = new Membrane({ life, ...knowing('port.fail', 'port.other') }).wrap({
      port: { fail: () => promise, other: async () => undefined },
    })
    const failing = port.fail()
    void port.other()
    reject(new Error('too late'))
    expect(await settles(failing)).toBe(false)
  })

  test('the outside does not hear of what a callback brings to an end all the same', async () => {
    const life = new Life({ points: 2 })
    const pool = new Pool()
    const { pool: wrapped } = new Membrane({ life, ...knowing('pool.run', 'pool.run.letters.put') }).wrap({ pool })
    const running = wrapped.run(({ letters }) => Promise.race([letters.put('a'), Promise.resolve()]))
    expect(await settles(running)).toBe(false)
    expect(pool.rows).toEqual([])
  })

  test('the outside waits in vain for a callback, and calls none', async () => {
    const life = new Life({ points: 3 })
    const pool = new Pool()
    const { pool: wrapped } = new Membrane({ life, ...knowing('pool.run', 'pool.run.letters.put') }).wrap({ pool })
    let ended = false
    const running = wrapped.run(async ({ letters }) => {
      try {
        await letters.put('a')
      } finally {
        ended = true
      }
    })
    expect(await settles(running)).toBe(false)
    expect([pool.rows, ended]).toEqual([['a'], false])
    let called = 0
    const ears: (() => unknown)[] = []
    const other = new Life({ points: 1 })
    const { bell } = new Membrane({ life: other, ...knowing('bell.ask') }).wrap({
      bell: { hear: (ear: () => unknown) => ears.push(ear), ask: async () => undefined },
    })
    bell.hear(() => (called += 1))
    ears[0]!()
    void bell.ask()
    ears[0]!()
    expect(called).toBe(1)
  })
})
