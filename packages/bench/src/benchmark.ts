import type { Quantiles, Spread } from './paired.ts'

export interface Result {
  readonly name: string
  /** A ÷ B by `A/B`: above 1, A does more in the same time. */
  readonly ratios?: Readonly<Record<string, Spread>>
  readonly milliseconds?: Readonly<Record<string, Quantiles>>
}

export interface Benchmark {
  readonly name: string
  /** What is compared, in a line, for `--help`. */
  readonly about: string
  run(progress: (message: string) => void): Promise<Result>
}
