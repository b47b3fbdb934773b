import { deepStrictEqual, ok } from 'node:assert'
import { setImmediate as turn } from 'node:timers/promises'
import { CompanyId } from '../../../seedwork/call.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import type { TransportTest } from '../transport-test.ts'

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1)

export const ordering: readonly TransportTest[] = [
  {
    title: 'keeps the order of each lane with one at a time in hand, while lanes go side by side',
    needs: ['ordering'],
    async run(scene) {
      const busy = new Set<string>()
      const seen: string[] = []
      let overlaps = 0
      let most = 0
      const handle: Parameters<typeof scene.consuming>[0] = {
        concurrency: 4,
        async handle(delivery, { partitionkey, sequence }) {
          const one = `${partitionkey} ${sequence}`
          if (scene.features.exactAcks || !seen.includes(one)) seen.push(one)
          if (busy.has(partitionkey)) overlaps += 1
          busy.add(partitionkey)
          most = Math.max(most, busy.size)
          for (let yielded = 0; yielded < 3; yielded += 1) await turn()
          busy.delete(partitionkey)
          await delivery.ack()
        },
      }
      await scene.consuming(handle)
      if (scene.features.groups) await scene.consuming(handle)
      const keys = Array.from({ length: 8 }, (_, n) => `key-${n}`)
      for (let from = 1; from <= 40; from += 10) {
        await scene.publish(keys.flatMap((key) => scene.lane(key, 10, from)))
      }
      await scene.eventually(() => deepStrictEqual(seen.length, keys.length * 40))
      for (const key of keys) {
        deepStrictEqual(
          seen.filter((one) => one.startsWith(`${key} `)),
          upTo(40).map((n) => `${key} ${n}`),
        )
      }
      if (scene.features.exactAcks) deepStrictEqual(overlaps, 0)
      ok(most > 1, 'lanes waited for each other')
    },
  },
  {
    title: 'hands over no next message of a lane before the acknowledgement of the one before',
    needs: ['ordering'],
    async run(scene) {
      const held = scene.gate()
      const acknowledged = scene.gate()
      const consumption = await scene.consuming({
        async handle(delivery, { partitionkey, sequence }) {
          if (partitionkey === 'slow' && sequence === 1) {
            await held.passed
            await delivery.ack()
            acknowledged.open()
          } else await delivery.ack()
        },
      })
      await scene.publish(scene.lane('slow', 3))
      // The witnesses are published later and handled: whatever could come has come.
      await scene.eventually(() => deepStrictEqual(consumption.sequences('slow'), [1]))
      for (let n = 1; n <= 5; n += 1) await scene.publish([scene.message('witness', n)])
      await scene.eventually(() => deepStrictEqual(consumption.sequences('witness'), upTo(5)))
      deepStrictEqual(consumption.sequences('slow'), [1])
      held.open()
      await acknowledged.passed
      await scene.eventually(() => deepStrictEqual(consumption.sequences('slow'), upTo(3)))
    },
  },
  {
    title: "does not take two companies' messages of one key for one lane",
    needs: ['ordering'],
    async run(scene) {
      const held = scene.gate()
      const mine = scene.message('a', 1)
      const theirs = scene.message('a', 1, { companyid: CompanyId.parse(uuidv7(Date.now())) })
      const consumption = await scene.consuming({
        async handle(delivery, { id }) {
          if (id === mine.message.id) await held.passed
          await delivery.ack()
        },
      })
      await scene.publish([mine])
      await scene.publish([theirs])
      await scene.eventually(() =>
        deepStrictEqual(
          consumption.handled.map(({ id }) => id),
          [theirs.message.id],
        ),
      )
      held.open()
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, 2))
    },
  },
]
