import type { Quantiles, Spread } from './paired.ts'

/** What the median of a ratio should be. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number }

export interface Ratio extends Spread {
  /** None for a figure that only explains another. */
  readonly goal?: Goal
}

export interface Result {
  readonly name: string
  /** By the id that `docs/performance.md` explains. */
  readonly ratios?: Readonly<Record<string, Ratio>>
  readonly milliseconds?: Readonly<Record<string, Quantiles>>
  /** The packages that it was compared with, and their versions. */
  readonly peers?: Readonly<Record<string, string>>
}

export interface Benchmark {
  readonly name: string
  /** What is compared, in a line, for `--help`. */
  readonly about: string
  run(progress: (message: string) => void): Promise<Result>
}

export const isReached = ({ median, goal }: Ratio): boolean | undefined => {
  if (!goal) return undefined
  return 'atLeast' in goal ? median >= goal.atLeast : median <= goal.atMost
}
