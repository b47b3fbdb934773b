/** Waits for one loop. A wake while the loop was busy makes its next wait return at once. It hears until it is disposed. */
export class Ear implements Disposable {
  readonly #leave: (ear: Ear) => void
  #woken = false
  #resolve: (() => void) | undefined

  constructor(leave: (ear: Ear) => void) {
    this.#leave = leave
  }

  wake(): void {
    this.#woken = true
    this.#resolve?.()
  }

  /** Resolves when woken, after `milliseconds`, or when `signal` aborts. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#woken && !signal.aborted) await this.#rest(milliseconds, signal)
    this.#woken = false
  }

  [Symbol.dispose](): void {
    this.#leave(this)
  }

  async #rest(milliseconds: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const end = (): void => resolve()
    const timer = setTimeout(end, milliseconds)
    this.#resolve = end
    signal.addEventListener('abort', end)
    await promise
    signal.removeEventListener('abort', end)
    clearTimeout(timer)
    this.#resolve = undefined
  }
}
