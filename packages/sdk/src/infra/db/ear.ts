/** Waits for one loop. A wake while the loop was busy makes its next wait return at once. */
export class Ear {
  #woken = false
  #resolve: (() => void) | undefined

  wake(): void {
    this.#woken = true
    this.#resolve?.()
  }

  /** Resolves when woken, after `milliseconds`, or when `signal` aborts. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#woken && !signal.aborted) await this.#rest(milliseconds, signal)
    this.#woken = false
  }

  async #rest(milliseconds: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, milliseconds)
    this.#resolve = resolve
    signal.addEventListener('abort', resolve as () => void)
    await promise
    signal.removeEventListener('abort', resolve as () => void)
    clearTimeout(timer)
    this.#resolve = undefined
  }
}
