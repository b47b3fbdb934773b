import { deepStrictEqual, ok } from 'node:assert'
import type { TransportTest } from '../transport-test.ts'

export const persistence: readonly TransportTest[] = [
  {
    title: 'closed and reopened in mid-stream goes on where it was, and has lost nothing',
    needs: ['persistence'],
    async run(scene) {
      const keys = Array.from({ length: 10 }, (_, n) => `key-${n}`)
      const first = await scene.consuming({ concurrency: 3 })
      await scene.publish(keys.flatMap((key) => scene.lane(key, 20)))
      await scene.eventually(() => ok(first.handled.length >= 30))
      await first.stop()
      const reopened = await scene.hook('reopen')()
      await scene.publish(
        keys.flatMap((key) => scene.lane(key, 5, 21)),
        reopened,
      )
      const second = await scene.consuming({}, reopened)
      await scene.eventually(() => scene.came(keys.length * 25, first.handled, second.handled))
      for (const key of keys) {
        const sequences = [...new Set([...first.sequences(key), ...second.sequences(key)])]
        const inOrder = Array.from({ length: 25 }, (_, n) => n + 1)
        deepStrictEqual(scene.features.ordering ? sequences : sequences.toSorted((a, b) => a - b), inOrder)
      }
    },
  },
]
