import { deepStrictEqual, ok } from 'node:assert'
import { setImmediate as turn } from 'node:timers/promises'
import type { TransportTest } from '../transport-test.ts'

export const consuming: readonly TransportTest[] = [
  {
    title: 'hands over what was published after subscribing and before consuming',
    async run(scene) {
      await scene.transport.subscriber.subscribe({ consumer: scene.consumer, topics: [scene.topic] })
      await scene.publish(scene.lane('a', 3))
      const consumption = await scene.consuming()
      await scene.eventually(() => deepStrictEqual(consumption.sequencesSorted('a'), [1, 2, 3]))
    },
  },
  {
    title: 'hands over what was published while its consumer was away',
    async run(scene) {
      const first = await scene.consuming()
      await scene.publish(scene.lane('a', 2))
      await scene.eventually(() => deepStrictEqual(first.handled.length, 2))
      await first.stop()
      await scene.publish(scene.lane('a', 2, 3))
      const second = await scene.consuming()
      await scene.eventually(() => scene.came(4, first.seen, second.seen))
      if (scene.features.exactAcks) deepStrictEqual(second.sequencesSorted('a'), [3, 4])
    },
  },
  {
    title: 'lets a consumer subscribe again and again, to the same messages',
    async run(scene) {
      const subscription = { consumer: scene.consumer, topics: [scene.topic] }
      await scene.transport.subscriber.subscribe(subscription)
      await scene.publish([scene.message('a', 1)])
      await scene.transport.subscriber.subscribe(subscription)
      const consumption = await scene.consuming()
      await scene.publish([scene.message('a', 2)])
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, 2))
      deepStrictEqual(consumption.sequencesSorted('a'), [1, 2])
    },
  },
  {
    title: 'hands over no topic that was not subscribed',
    async run(scene) {
      const other = await scene.consuming({ consumer: `${scene.consumer}-other`, topics: [scene.otherTopic] })
      const consumption = await scene.consuming()
      await scene.publish([scene.message('a', 1, { topic: scene.otherTopic }), scene.message('a', 1)])
      await scene.eventually(() => deepStrictEqual([other.handled.length, consumption.handled.length], [1, 1]))
    },
  },
  {
    title: 'hands over thousands from several publishers to several instances: each of them',
    async run(scene) {
      const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`)
      const handle = async (delivery: { ack(): Promise<void> }): Promise<void> => {
        await turn()
        await delivery.ack()
      }
      const instances = [
        await scene.consuming({ concurrency: 8, handle }),
        ...(scene.features.groups ? [await scene.consuming({ concurrency: 8, handle })] : []),
      ]
      const each = Math.ceil(scene.many / keys.length)
      const sent = keys.map((key) => scene.lane(key, each))
      const publishing = Array.from({ length: 4 }, (_, mine) => sent.filter((_lane, n) => n % 4 === mine).flat())
      await Promise.all(publishing.map((messages) => scene.publish(messages)))
      const count = () => new Set(instances.flatMap(({ handled }) => handled.map(({ id }) => id))).size
      await scene.eventually(() => ok(count() >= each * keys.length, `only ${count()} of ${each * keys.length}`))
      // A second copy of one of them would come before the last of its lane, or be in the queue that is empty now.
      await scene.publish(keys.map((key) => scene.message(key, each + 1)))
      await scene.eventually(() => ok(count() >= (each + 1) * keys.length))
      scene.came((each + 1) * keys.length, ...instances.map(({ handled }) => handled))
    },
  },
  {
    title: 'has never more in hand than it was asked for',
    async run(scene) {
      let inHand = 0
      let most = 0
      const held = scene.gate()
      const consumption = await scene.consuming({
        concurrency: 3,
        async handle(delivery) {
          inHand += 1
          most = Math.max(most, inHand)
          await held.passed
          await turn()
          inHand -= 1
          await delivery.ack()
        },
      })
      await scene.publish(Array.from({ length: 30 }, (_, n) => scene.message(`key-${n}`)))
      await scene.eventually(() => ok(inHand >= 3))
      // Meanwhile another consumer handles one message after the other: there was time to take more.
      const other = await scene.consuming({ consumer: `${scene.consumer}-other`, topics: [scene.otherTopic] })
      for (let n = 1; n <= 10; n += 1) {
        await scene.publish([scene.message('witness', n, { topic: scene.otherTopic })])
        await scene.eventually(() => deepStrictEqual(other.handled.length, n))
      }
      deepStrictEqual(inHand, 3)
      held.open()
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, 30))
      deepStrictEqual(most, 3)
    },
  },
  {
    title: 'when told to stop ends what it has in hand, fetches no more, and leaves the rest to the next',
    async run(scene) {
      const begun = scene.gate()
      const held = scene.gate()
      const first = await scene.consuming({
        concurrency: 1,
        async handle(delivery) {
          begun.open()
          await held.passed
          await delivery.ack()
        },
      })
      await scene.publish([...scene.lane('a', 2), ...scene.lane('b', 2)])
      await begun.passed
      first.abort()
      let hasEnded = false
      const ended = first.stop().then(() => (hasEnded = true))
      const second = await scene.consuming()
      await scene.publish([scene.message('c')])
      await scene.eventually(() => deepStrictEqual(second.sequences('c'), [1]))
      deepStrictEqual(hasEnded, false)
      held.open()
      await ended
      await scene.eventually(() => scene.came(5, first.handled, second.handled))
      deepStrictEqual([first.seen.length, first.handled.length], [1, 1])
    },
  },
]
