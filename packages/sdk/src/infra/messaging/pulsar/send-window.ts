/**
 * What may be under way to the server at once. Its own queues answer with an error when they are full, which would be
 * an error of one message in the middle of others.
 */
const mostFrames = 500
const mostBytes = 8 * 1024 * 1024

/** Lets sends pass while there is room, the others in the order of their coming. */
export class SendWindow {
  #frames = 0
  #bytes = 0
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = []

  /** Resolves when it may go. One that is larger than all the room goes when it is alone. */
  enter(bytes: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ bytes, enter: resolve })
    this.#admit()
    return promise
  }

  leave(bytes: number): void {
    this.#frames -= 1
    this.#bytes -= bytes
    this.#admit()
  }

  #admit(): void {
    while (this.#waiting[0] && this.#hasRoom(this.#waiting[0].bytes)) {
      const { bytes, enter } = this.#waiting.shift()!
      this.#frames += 1
      this.#bytes += bytes
      enter()
    }
  }

  #hasRoom(bytes: number): boolean {
    return this.#frames === 0 || (this.#frames < mostFrames && this.#bytes + bytes <= mostBytes)
  }
}
