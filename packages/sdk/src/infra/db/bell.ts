import { setTimeout as pause } from 'node:timers/promises'
import { Ear } from './ear.ts'

/**
 * At most one NOTIFY in this time, in milliseconds: a NOTIFY for each commit would make them wait for one another. The shortest
 * where commits are few, so that nobody waits for nothing; longer by as much for each ring that came meanwhile, up to the
 * longest.
 */
const quiet = { shortest: 2, longest: 20 }
const reconnectAfter = 500

/** How rings get from process to process. */
export interface Line {
  notify(): Promise<unknown>
  /** Calls `ring` for each ring of another process, and once at its start. Ends when the connection or `signal` does. */
  listen(ring: () => void, signal: AbortSignal): Promise<void>
}

/**
 * Tells that there is something to fetch: in this process at once, in others through a line. A ring can be lost (nobody
 * listens while a connection is down), so whoever waits also looks from time to time.
 */
export class Bell implements AsyncDisposable {
  readonly #line: Line
  readonly #closing = new AbortController()
  readonly #ears = new Set<Ear>()
  #listening: Promise<void> | undefined
  #muted = false
  /** Rings since the last NOTIFY. */
  #unheard = 0

  constructor(line: Line) {
    this.#line = line
  }

  ring(): void {
    this.#wake()
    if (this.#muted) {
      this.#unheard += 1
      return
    }
    this.#notify(quiet.shortest)
  }

  /** One who waits. It hears every ring from now on, also those while it was busy. */
  ear(): Ear {
    this.#listening ??= this.#listen()
    const ear = new Ear((gone) => this.#ears.delete(gone))
    this.#ears.add(ear)
    return ear
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#listening
  }

  #wake(): void {
    for (const ear of this.#ears) ear.wake()
  }

  #notify(silence: number): void {
    this.#muted = true
    this.#unheard = 0
    this.#line.notify().catch(() => undefined)
    setTimeout(() => this.#unmute(), silence).unref()
  }

  #unmute(): void {
    this.#muted = false
    if (this.#unheard > 0) this.#notify(Math.min(quiet.longest, quiet.shortest * (1 + this.#unheard)))
  }

  async #listen(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await this.#line.listen(() => this.#wake(), signal).catch(() => undefined)
      await pause(reconnectAfter, undefined, { signal }).catch(() => undefined)
    }
  }
}
