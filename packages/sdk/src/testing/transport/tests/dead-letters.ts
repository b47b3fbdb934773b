import { deepStrictEqual } from 'node:assert'
import { Failure } from '../../../seedwork/failure.ts'
import type { Consumption } from '../consumption.ts'
import type { TransportTest } from '../transport-test.ts'

const refusal = new Failure('invalid', 'conformance.refused', 'refused')

export const deadLetters: readonly TransportTest[] = [
  {
    title: 'brings no message again that was parked, not to another instance either',
    needs: ['deadLetters'],
    async run(scene) {
      const first = await scene.consuming({
        handle: (delivery, { partitionkey }) => (partitionkey === 'bad' ? delivery.park(refusal) : delivery.ack()),
      })
      await scene.publish([scene.message('bad')])
      await scene.eventually(() => deepStrictEqual(first.handled.length, 1))
      // What is tried again comes again; a dead letter that is only late would come meanwhile.
      const trouble = new Failure('unavailable', 'conformance.trouble', 'trouble')
      const patiently: Parameters<typeof scene.consuming>[0] = {
        handle: (delivery) => (delivery.finished < 5 ? delivery.retry(trouble, 10) : delivery.ack()),
      }
      const witnessed = async (consumption: Consumption, key: string): Promise<void> => {
        await scene.publish([scene.message(key)])
        await scene.eventually(() => deepStrictEqual(consumption.sequences(key).length, 6))
      }
      const second = await scene.consuming(patiently)
      await first.stop()
      await witnessed(second, 'witness')
      await second.stop()
      const third = await scene.consuming(patiently)
      await witnessed(third, 'another witness')
      deepStrictEqual(
        [first, second, third].map((each) => each.sequences('bad')),
        [[1], [], []],
      )
    },
  },
  {
    title: 'lets the lane of a dead letter wait behind it, also what comes later, and no other',
    needs: ['holdsLanes'],
    async run(scene) {
      const consumption = await scene.consuming({
        handle: (delivery, { partitionkey, sequence }) =>
          partitionkey === 'bad' && sequence === 2 ? delivery.park(refusal) : delivery.ack(),
      })
      await scene.publish([...scene.lane('bad', 4), ...scene.lane('good', 3)])
      await scene.eventually(() => deepStrictEqual(consumption.sequences('bad'), [1, 2]))
      await scene.publish([scene.message('bad', 5), ...scene.lane('good', 3, 4)])
      await scene.eventually(() => deepStrictEqual(consumption.sequences('good'), [1, 2, 3, 4, 5, 6]))
      deepStrictEqual(consumption.sequences('bad'), [1, 2])
    },
  },
]
