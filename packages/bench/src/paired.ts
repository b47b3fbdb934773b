/** Operations a second of one side, for a round. */
export type Side = (milliseconds: number) => Promise<number>

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export interface PairedOptions {
  readonly rounds: number
  readonly milliseconds: number
}

/**
 * Runs two sides in turn, A B A B …, and takes the ratio A ÷ B round by round: a machine that becomes slower in between
 * slows both. The order within a pair alternates, and one pair before the first is not counted.
 */
export const paired = async (one: Side, other: Side, { rounds, milliseconds }: PairedOptions): Promise<Spread> => {
  const ratios: number[] = []
  for (let round = -1; round < rounds; round += 1) {
    const first = round % 2 === 0 ? one : other
    const rate = await first(milliseconds)
    const rateAfter = await (first === one ? other : one)(milliseconds)
    if (round >= 0) ratios.push(first === one ? rate / rateAfter : rateAfter / rate)
  }
  return spread(ratios)
}

/** Counts what `clients` loops get done in the time. */
export const rate = async (clients: number, milliseconds: number, work: () => Promise<void>): Promise<number> => {
  const start = performance.now()
  let done = 0
  const loop = async (): Promise<void> => {
    while (performance.now() - start < milliseconds) {
      await work()
      done += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, loop))
  return (done * 1000) / (performance.now() - start)
}

export interface Quantiles {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export const quantiles = (values: readonly number[]): Quantiles => {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!)
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

export const spread = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!
  return {
    median: round((at(0.5) + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2),
    min: round(at(0)),
    max: round(at(1)),
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000
