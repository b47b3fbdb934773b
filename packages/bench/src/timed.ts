import type { Side } from './paired.ts'

/** A side that is as long as its messages take, in milliseconds; getting them in is not timed. */
export const timed =
  (count: number, fill: () => Promise<void>, work: () => Promise<number>): Side =>
  async () => {
    await fill()
    return (count * 1000) / (await work())
  }
