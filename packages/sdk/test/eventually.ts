import { vi } from 'vitest'

/** Polls a probe until its expectations hold; its last failure is the test's. */
export const eventually = <Result>(probe: () => Result | Promise<Result>): Promise<Result> =>
  vi.waitFor(probe, { timeout: 20_000, interval: 10 })
