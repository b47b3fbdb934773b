import { expect, test } from 'vitest'
import { acked, anAttempt, attending } from '../../../../test/an-attempt.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { inbox } from './inbox.ts'

test('the call carries the mark of this consumer and message, and a new one each time', async () => {
  const attempt = anAttempt()
  const marks: unknown[] = []
  for (let count = 0; count < 2; count += 1) {
    await attending(inbox(), async ({ call }) => (marks.push(call.once), acked), attempt)
  }
  expect(marks).toEqual(Array(2).fill({ kind: 'message', consumer: 'tester', messageId: attempt.message.id }))
  expect(marks[0]).not.toBe(marks[1])
})

test('what was handled before is done', async () => {
  const handled = new Failure('conflict', 'messaging.already_handled', 'this consumer has handled the message')
  expect(await attending(inbox(), () => Promise.reject(handled))).toEqual(acked)
})

test.each([new Failure('conflict', 'conflict', 'somebody was faster'), new Error('a bug')])(
  'any other refusal goes on as it is: %s',
  async (error) => {
    expect(await attending(inbox(), () => Promise.reject(error))).toBe(error)
  },
)
