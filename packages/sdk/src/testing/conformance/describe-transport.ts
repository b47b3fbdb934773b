import { describe, test } from 'vitest'
import type { SuiteOptions } from '../transport/suite-options.ts'
import type { TransportFeatures } from '../transport/transport-features.ts'
import { transportTests } from '../transport/transport-tests.ts'
import type { TransportFactory } from '../transport/transport-under-test.ts'

/**
 * Registers with vitest all that a transport of these features promises. The factory is called for each test: with topics
 * and consumers that no other test uses, or a transport that nobody else has.
 */
export const describeTransport = (
  name: string,
  factory: TransportFactory,
  features: TransportFeatures,
  options: SuiteOptions = {},
): void => {
  // A test waits for several facts, one after the other, each for as long as `within`.
  const timeout = 4 * (options.within ?? 20_000)
  describe(`${name} keeps what the ports promise: it`, () => {
    for (const { title, run } of transportTests(factory, features, options)) {
      // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- titles and assertions are the suite's
      test(title, { timeout }, run)
    }
  })
}
