import { deepStrictEqual, ok } from 'node:assert'
import { Failure } from '../../../seedwork/failure.ts'
import type { TransportTest } from '../transport-test.ts'

export const batches: readonly TransportTest[] = [
  {
    title: 'takes a batch of the size that it declares, and answers for each message',
    async run(scene) {
      const consumption = await scene.consuming()
      const { batchSize } = scene.features
      const batch = Array.from({ length: batchSize }, (_, n) => scene.message(`key-${n % 10}`, 1 + Math.floor(n / 10)))
      const answers = await scene.transport.publisher.publish(batch)
      deepStrictEqual(
        answers,
        batch.map(() => undefined),
      )
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, batchSize))
    },
  },
  {
    title: 'takes an empty batch for nothing',
    async run(scene) {
      deepStrictEqual(await scene.transport.publisher.publish([]), [])
    },
  },
  {
    title: 'sends of a lane nothing behind a message that was not sent, and all of the others',
    needs: ['partialFailure'],
    async run(scene) {
      const refuse = scene.hook('refuse')
      const consumption = await scene.consuming()
      const bad = scene.lane('bad', 3)
      const good = scene.lane('good', 2)
      const batch = [bad[0]!, good[0]!, bad[1]!, bad[2]!, good[1]!]
      const undo = refuse(bad[1]!.message.id)
      const answers = await scene.transport.publisher.publish(batch)
      deepStrictEqual(
        answers.map((answer) => answer === undefined),
        [true, true, false, false, true],
      )
      ok(answers.every((answer) => answer === undefined || Failure.is(answer)))
      await scene.eventually(() => deepStrictEqual(consumption.handled.length, 3))
      undo()
      await scene.publish(bad.slice(1))
      await scene.eventually(() => deepStrictEqual(consumption.sequences('bad'), [1, 2, 3]))
      deepStrictEqual(consumption.sequences('good'), [1, 2])
    },
  },
  {
    title: 'takes a message that is sent again while it waits for the same',
    needs: ['deduplication'],
    async run(scene) {
      const held = scene.gate()
      const begun = scene.gate()
      const consumption = await scene.consuming({
        async handle(delivery) {
          begun.open()
          await held.passed
          await delivery.ack()
        },
      })
      const [one, two] = scene.lane('a', 2)
      await scene.publish([one!])
      await begun.passed
      await scene.publish([one!, two!])
      await scene.publish([two!, one!])
      held.open()
      await scene.publish([scene.message('a', 3)])
      await scene.eventually(() => deepStrictEqual(consumption.handled.at(-1)?.sequence, 3))
      deepStrictEqual(consumption.sequencesSorted('a'), [1, 2, 3])
    },
  },
]
