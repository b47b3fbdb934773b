import { batches } from './tests/batches.ts'
import { consuming } from './tests/consuming.ts'
import { deadLetters } from './tests/dead-letters.ts'
import { envelope } from './tests/envelope.ts'
import { groups } from './tests/groups.ts'
import { ordering } from './tests/ordering.ts'
import { persistence } from './tests/persistence.ts'
import { reconnection } from './tests/reconnection.ts'
import { redelivery } from './tests/redelivery.ts'
import { retries } from './tests/retries.ts'
import { Scene } from './scene.ts'
import type { SuiteOptions } from './suite-options.ts'
import type { TransportFeatures } from './transport-features.ts'
import type { TransportTest } from './transport-test.ts'
import type { TransportFactory } from './transport-under-test.ts'

const all: readonly TransportTest[] = [
  ...envelope,
  ...consuming,
  ...batches,
  ...ordering,
  ...groups,
  ...retries,
  ...redelivery,
  ...deadLetters,
  ...persistence,
  ...reconnection,
]

/** The suite for a transport of these features, to be run by any test runner: each one rejects if the promise is not kept. */
export const transportTests = (
  factory: TransportFactory,
  features: TransportFeatures,
  options: SuiteOptions = {},
): readonly { readonly title: string; readonly run: () => Promise<void> }[] =>
  all
    .filter(({ needs = [] }) => needs.every((feature) => features[feature]))
    .map(({ title, run }) => ({
      title,
      async run() {
        await using scene = new Scene(await factory(), features, options)
        await run(scene)
      },
    }))
