import { deepStrictEqual } from 'node:assert'
import type { TransportTest } from '../transport-test.ts'

export const reconnection: readonly TransportTest[] = [
  {
    title: 'comes back by itself when its connections are cut in mid-stream, and loses nothing that was sent',
    needs: ['reconnection'],
    async run(scene) {
      const keys = ['a', 'b', 'c', 'd', 'e']
      const rounds = 4
      const consumption = await scene.consuming()
      for (let round = 0; round < rounds; round += 1) {
        await scene.publishStubbornly(keys.flatMap((key) => scene.lane(key, 5, 10 * round + 1)))
        await scene.hook('disconnect')()
        await scene.publishStubbornly(keys.flatMap((key) => scene.lane(key, 5, 10 * round + 6)))
      }
      const inOrder = Array.from({ length: 10 * rounds }, (_, n) => n + 1)
      await scene.eventually(() => {
        for (const key of keys) {
          // What was in hand comes again: the order is that of the first sights.
          const firstSights = [...new Set(consumption.sequences(key))]
          deepStrictEqual(scene.features.ordering ? firstSights : firstSights.toSorted((a, b) => a - b), inOrder)
        }
      })
    },
  },
  {
    title: 'comes back also while a slow handler is under way',
    needs: ['reconnection'],
    async run(scene) {
      const held = scene.gate()
      const consumption = await scene.consuming({
        async handle(delivery, { partitionkey }) {
          if (partitionkey === 'slow') await held.passed
          await delivery.ack()
        },
      })
      await scene.publish([scene.message('slow')])
      await scene.eventually(() => deepStrictEqual(new Set(consumption.sequences('slow')), new Set([1])))
      await scene.hook('disconnect')()
      await scene.publishStubbornly(scene.lane('quick', 3))
      await scene.eventually(() => deepStrictEqual(new Set(consumption.sequences('quick')), new Set([1, 2, 3])))
      held.open()
      await scene.eventually(() =>
        deepStrictEqual(
          consumption.handled.some(({ partitionkey }) => partitionkey === 'slow'),
          true,
        ),
      )
    },
  },
]
