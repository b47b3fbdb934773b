import { deepStrictEqual, ok } from 'node:assert'
import type { TransportTest } from '../transport-test.ts'

export const groups: readonly TransportTest[] = [
  {
    title: 'gives all messages to each of two consumers',
    needs: ['groups'],
    async run(scene) {
      const one = await scene.consuming({ consumer: `${scene.consumer}-one` })
      const two = await scene.consuming({ consumer: `${scene.consumer}-two` })
      await scene.publish(scene.lane('a', 20))
      await scene.eventually(() => deepStrictEqual([one.handled.length, two.handled.length], [20, 20]))
      for (const { seen } of [one, two]) deepStrictEqual(new Set(seen.map(({ id }) => id)).size, 20)
    },
  },
  {
    title: 'lets one consumer be slow, or have trouble, without the other noticing',
    needs: ['groups'],
    async run(scene) {
      const held = scene.gate()
      const slow = await scene.consuming({
        consumer: `${scene.consumer}-slow`,
        handle: async (delivery) => {
          await held.passed
          await delivery.ack()
        },
      })
      const quick = await scene.consuming({ consumer: `${scene.consumer}-quick` })
      await scene.publish(scene.lane('a', 5))
      await scene.eventually(() => deepStrictEqual(quick.handled.length, 5))
      held.open()
      await scene.eventually(() => deepStrictEqual(slow.handled.length, 5))
    },
  },
  {
    title: 'shares the messages between two instances of one consumer',
    needs: ['groups'],
    async run(scene) {
      const both = scene.gate()
      let busy = 0
      const handle: Parameters<typeof scene.consuming>[0] = {
        concurrency: 1,
        async handle(delivery) {
          // Only when each instance has one in hand do they go on: neither can have them all.
          busy += 1
          if (busy === 2) both.open()
          await both.passed
          await delivery.ack()
        },
      }
      const instances = [await scene.consuming(handle), await scene.consuming(handle)]
      await scene.publish(Array.from({ length: 40 }, (_, n) => scene.message(`key-${n}`)))
      await scene.eventually(() => scene.came(40, ...instances.map(({ handled }) => handled)))
      ok(instances.every(({ seen }) => seen.length > 0))
    },
  },
]
