import { deepStrictEqual, ok } from 'node:assert'
import { Failure } from '../../../seedwork/failure.ts'
import type { Scene } from '../scene.ts'
import type { TransportTest } from '../transport-test.ts'

export const redelivery: readonly TransportTest[] = [
  {
    title:
      'brings a message again whose handler threw, or said nothing, instead of settling it, and leaves alone what else is in hand',
    needs: ['redelivery'],
    async run(scene) {
      const held = scene.gate()
      let stumbles = 0
      const consumption = await scene.consuming({
        async handle(delivery, { partitionkey, sequence }) {
          if (partitionkey === 'slow') await held.passed
          if (partitionkey === 'bad' && sequence === 1) {
            stumbles += 1
            if (stumbles === 1) throw new Error('the answer got lost')
            if (stumbles === 2) return
          }
          await delivery.ack()
        },
      })
      const begun = scene.features.ordering ? [1] : [1, 2]
      await scene.publish(scene.lane('slow', 2))
      await scene.eventually(() => deepStrictEqual(consumption.sequencesSorted('slow'), begun))
      await scene.publish(scene.lane('bad', 2))
      await scene.eventually(() => deepStrictEqual(new Set(consumption.sequences('bad')), new Set([1, 2])))
      deepStrictEqual(consumption.sequencesSorted('slow'), begun)
      held.open()
      await scene.eventually(() => deepStrictEqual(consumption.sequencesSorted('slow'), [1, 2]))
      const attempts = (): number => consumption.sequences('bad').filter((sequence) => sequence === 1).length
      await scene.eventually(() => deepStrictEqual(attempts(), 3))
    },
  },
  {
    title: 'gives what a consumer had in hand that died to another one',
    needs: ['redelivery'],
    run: async (scene) => void (await inherited(scene)),
  },
  {
    title: 'lets the heir of a consumer that died know that the attempt was begun',
    needs: ['redelivery', 'attempts'],
    async run(scene) {
      const [started, finished] = await inherited(scene)
      ok(started >= 2, 'the first attempt is not counted')
      deepStrictEqual(finished, 0)
    },
  },
  {
    title: 'does not let a consumer that was cut off settle what its heir has in hand',
    needs: ['redelivery', 'fencing'],
    async run(scene) {
      const held = scene.gate()
      const settled = scene.gate()
      const late = await scene.consuming({
        async handle(delivery) {
          await held.passed
          // It may be told that it is too late.
          await delivery.ack().catch(() => undefined)
          settled.open()
        },
      })
      await scene.publish([scene.message('a')])
      await scene.eventually(() => deepStrictEqual(late.seen.length, 1))
      late.abort()
      const trouble = new Failure('unavailable', 'conformance.trouble', 'trouble')
      let attempts = 0
      const heir = await scene.consuming({
        async handle(delivery) {
          attempts += 1
          if (attempts > 1) return delivery.ack()
          held.open()
          await settled.passed
          await delivery.retry(trouble, 1)
        },
      })
      await scene.hook('disconnect')()
      // Had the late acknowledgement counted, there would be nothing left to retry.
      await scene.eventually(() => ok(heir.handled.length >= 2))
    },
  },
]

/** What the heir is told of the attempts at the message that the dead consumer had in hand: begun and ended. */
const inherited = async (scene: Scene): Promise<readonly [number, number]> => {
  const never = scene.gate()
  const dying = await scene.consuming({ handle: () => never.passed })
  await scene.publish([scene.message('a', 1)])
  await scene.eventually(() => deepStrictEqual(dying.seen.length, 1))
  dying.abort()
  const told = new Map<number, readonly [number, number]>()
  const heir = await scene.consuming({
    async handle(delivery, { sequence }) {
      told.set(sequence, [delivery.started, delivery.finished])
      await delivery.ack()
    },
  })
  await scene.hook('disconnect')()
  await scene.publishStubbornly([scene.message('a', 2)])
  await scene.eventually(() => deepStrictEqual(new Set(heir.sequences('a')), new Set([1, 2])))
  deepStrictEqual(dying.seen.length, 1)
  return told.get(1)!
}
