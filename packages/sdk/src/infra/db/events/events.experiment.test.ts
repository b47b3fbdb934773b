import { expect, test } from 'vitest'
import { eventExperiment } from '../../../../test/event-experiment.ts'
import { seeded } from '../../../testing/chaos/seeded.ts'

const experiment = (seed: number): Promise<void> => {
  process.stdout.write(`seed ${seed}\n`)
  return eventExperiment(seed, 10_000)
}

test('two writers on a stream, late and rolled back others, readers and rebuilds: 10,000 rounds', async () => {
  await expect(seeded(experiment)).resolves.toBeUndefined()
}, 900_000)
