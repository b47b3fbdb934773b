import { deepStrictEqual } from 'node:assert'
import type { TransportTest } from '../transport-test.ts'

const script = 'ñandú «coördinación» 日本語 العربية 👩🏽‍🔧 \u2028 \\ " \t'

export const envelope: readonly TransportTest[] = [
  {
    title: 'carries every attribute of the envelope, and the data as it is',
    async run(scene) {
      const consumption = await scene.consuming()
      const whole = scene.message('whole', 7, {
        subject: 'an aggregate',
        causationid: scene.message('cause').message.id,
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        data: { amount: '123456789012345678901', ratio: 0.1, negative: -5, none: null, list: [1, [2], {}], yes: true },
      })
      const bare = scene.message('bare')
      await scene.publish([whole, bare])
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, 2))
      const byKey = new Map(consumption.seen.map((message) => [message.partitionkey, message]))
      deepStrictEqual(byKey.get('whole'), whole.message)
      deepStrictEqual(byKey.get('bare'), bare.message)
    },
  },
  {
    title: 'tells the topic, and that the attempt is the first',
    async run(scene) {
      const told: unknown[] = []
      const consumption = await scene.consuming({
        handle: async (delivery) => {
          const { topic, started, finished } = delivery
          told.push({ topic, started, finished })
          await delivery.ack()
        },
      })
      await scene.publish([scene.message('a')])
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, 1))
      deepStrictEqual(told, [{ topic: scene.topic, started: 1, finished: 0 }])
    },
  },
  {
    title: 'carries every script, in data, subject and key',
    async run(scene) {
      const consumption = await scene.consuming()
      const sent = scene.message(script, 1, { subject: script, data: { [script]: script } })
      await scene.publish([sent])
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, 1))
      deepStrictEqual(consumption.seen, [sent.message])
    },
  },
  {
    title: 'carries messages as large as it says, 200 kB at most being tried',
    async run(scene) {
      const consumption = await scene.consuming()
      const room = Math.min(200_000, scene.features.messageBytes) - 1_000
      const sent = [
        scene.message('ascii', 1, { data: { text: 'x'.repeat(room) } }),
        scene.message('wide', 1, { data: { text: 'ñ'.repeat(room / 2) } }),
      ]
      for (const one of sent) await scene.publish([one])
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, 2))
      const byKey = new Map(consumption.seen.map((message) => [message.partitionkey, message]))
      for (const { message } of sent) deepStrictEqual(byKey.get(message.partitionkey), message)
    },
  },
]
