import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../seedwork/failure.ts'
import type { CrashScript } from './crash-script.ts'
import { Life } from './life.ts'
import { Membrane } from './membrane.ts'

interface RunOptions {
  /** How many points the first life is given. Without, nobody dies. */
  readonly points?: number
  readonly deliveries: number
  readonly within: number
  readonly asyncCalls: Set<string>
}

/** One world, with one message in it, from its first delivery to its acknowledgement. */
export class CrashRun<World extends object> {
  /** The points that each life came to. */
  readonly lives: (readonly string[])[] = []
  /** Where the first life died. */
  died: string | undefined
  /** What the invariant had to say, or why there was no acknowledgement. */
  error: Error | undefined
  readonly #script: CrashScript<World>
  readonly #options: RunOptions
  readonly #world: World
  #isAcknowledged = false

  private constructor(script: CrashScript<World>, options: RunOptions, world: World) {
    this.#script = script
    this.#options = options
    this.#world = world
  }

  static async play<World extends object>(script: CrashScript<World>, options: RunOptions): Promise<CrashRun<World>> {
    const world = await script.world()
    const run = new CrashRun(script, options, world)
    try {
      await run.#deliverUntilAcknowledged()
      await script.invariant(world)
    } catch (error) {
      run.error = error instanceof Error ? error : new Error(String(error))
    } finally {
      await dispose(world)
    }
    return run
  }

  async #deliverUntilAcknowledged(): Promise<void> {
    const { deliveries, points } = this.#options
    let reason: unknown
    for (let delivery = 1; delivery <= deliveries; delivery += 1) {
      const life = new Life(delivery === 1 && points ? { points } : {})
      this.lives.push(life.points)
      reason = await this.#inTime(this.#deliver(life))
      if (this.#isAcknowledged) return
    }
    const why = reason instanceof Error ? `: ${reason.message}` : ''
    throw new Failure(
      'invalid',
      'testing.never_acknowledged',
      `not acknowledged after ${deliveries} deliveries${why}`,
      { cause: reason },
    )
  }

  /** Why it was not acknowledged, when it wasn't and the process lives. */
  async #deliver(life: Life): Promise<unknown> {
    const membrane = new Membrane({ life, asyncCalls: this.#options.asyncCalls })
    const reason = await Promise.race([this.#attempt(life, membrane), life.death])
    if (!life.isDead) return reason
    this.died = life.points.at(-1)
    await this.#script.died?.(this.#world)
    await membrane.settled()
    return undefined
  }

  async #inTime(delivered: Promise<unknown>): Promise<unknown> {
    const { within } = this.#options
    const waiting = new AbortController()
    const late = pause(within, undefined, { signal: waiting.signal }).then(() => {
      throw new Failure('invalid', 'testing.stuck', `a delivery has not ended within ${within} ms: ${this.#story()}`)
    })
    late.catch(() => undefined)
    try {
      return await Promise.race([delivered, late])
    } finally {
      waiting.abort()
    }
  }

  #story(): string {
    const died = this.died === undefined ? '' : `the process died ${this.died}, and then `
    return `${died}came to ${this.lives.at(-1)?.join(', ') || 'nothing'}`
  }

  async #attempt(life: Life, membrane: Membrane): Promise<unknown> {
    try {
      await this.#script.handler(this.#world, membrane)
    } catch (error) {
      if (!Failure.is(error) || error.code !== 'messaging.already_handled') return error
    }
    if (!life.passes('before ack')) return undefined
    this.#isAcknowledged = true
    life.passes('after ack')
    return undefined
  }
}

const dispose = async (world: object): Promise<void> => {
  if (Symbol.asyncDispose in world) await (world as AsyncDisposable)[Symbol.asyncDispose]()
  else if (Symbol.dispose in world) (world as Disposable)[Symbol.dispose]()
}
