import { deepStrictEqual, ok } from 'node:assert'
import { Failure } from '../../../seedwork/failure.ts'
import type { TransportTest } from '../transport-test.ts'

const trouble = new Failure('unavailable', 'conformance.trouble', 'trouble')

export const retries: readonly TransportTest[] = [
  {
    title: 'brings a message again that is to be tried again, and counts its attempts',
    async run(scene) {
      const attempts: unknown[] = []
      const consumption = await scene.consuming({
        async handle(delivery) {
          attempts.push([delivery.started, delivery.finished])
          await (attempts.length < 3 ? delivery.retry(trouble, 1) : delivery.ack())
        },
      })
      const sent = scene.message('a')
      await scene.publish([sent])
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, 3))
      deepStrictEqual(attempts, [
        [1, 0],
        [2, 1],
        [3, 2],
      ])
      for (const seen of consumption.seen) deepStrictEqual(seen, sent.message)
    },
  },
  {
    title: 'brings it no sooner than it was asked for',
    needs: ['delay'],
    async run(scene) {
      const times: number[] = []
      await scene.consuming({
        async handle(delivery) {
          times.push(performance.now())
          await (times.length === 1 ? delivery.retry(trouble, 400) : delivery.ack())
        },
      })
      await scene.publish([scene.message('a')])
      await scene.eventually(() => deepStrictEqual(times.length, 2))
      // The clocks of two machines may tick a little differently.
      ok(times[1]! - times[0]! >= 390, `it came after ${times[1]! - times[0]!} ms`)
    },
  },
  {
    title: 'lets the lane of a message that is tried again wait behind it, and no other',
    needs: ['ordering'],
    async run(scene) {
      let isHealed = false
      const consumption = await scene.consuming({
        async handle(delivery, { partitionkey }) {
          await (partitionkey === 'bad' && !isHealed ? delivery.retry(trouble, 20) : delivery.ack())
        },
      })
      await scene.publish([...scene.lane('bad', 3), ...scene.lane('good', 10)])
      await scene.eventually(() => {
        deepStrictEqual(consumption.sequences('good'), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        ok(consumption.sequences('bad').length >= 3)
      })
      deepStrictEqual(new Set(consumption.sequences('bad')), new Set([1]))
      isHealed = true
      await scene.eventually(() => deepStrictEqual(consumption.sequences('bad').slice(-3), [1, 2, 3]))
    },
  },
]
