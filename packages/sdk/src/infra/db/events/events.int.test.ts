import { expect, test } from 'vitest'
import { eventExperiment } from '../../../../test/event-experiment.ts'
import { seeded } from '../../../testing/chaos/seeded.ts'

test('two writers on a stream, late and rolled back others, readers and rebuilds: 300 rounds', async () => {
  await expect(seeded((seed) => eventExperiment(seed, 300))).resolves.toBeUndefined()
})
