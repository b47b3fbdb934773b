import { expect, test } from 'vitest'
import { acked, anAttempt, attending } from '../../../../test/an-attempt.ts'
import { warnings } from '../../../../test/warnings.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { deadLetter } from './dead-letter.ts'

test('what fails inside makes a dead letter, with its reason, and is told once', async () => {
  const logger = warnings()
  const failure = new Failure('not_found', 'test.gone', 'it is gone')
  const attempt = anAttempt({ started: 3 })
  const outcome = await attending(deadLetter({ logger }), () => Promise.reject(failure), attempt)
  expect(outcome).toEqual({ became: 'parked', failure })
  expect(logger.told).toEqual([
    {
      facts: {
        error: failure,
        consumer: 'tester',
        topic: 'test.topic',
        type: 'test.happened',
        message: attempt.message.id,
        companyId: attempt.message.companyid,
        correlationId: attempt.message.correlationid,
        started: 3,
      },
      message: 'a message was parked',
    },
  ])
})

test('a bug becomes a reason without its words', async () => {
  const outcome = await attending(deadLetter({ logger: warnings() }), () => Promise.reject(new RangeError('Ana')))
  expect(outcome).toMatchObject({
    became: 'parked',
    failure: { code: 'messaging.handler_failed', message: 'RangeError' },
  })
})

test('what was settled inside stays so, without a word', async () => {
  const logger = warnings()
  const retried = { became: 'retried', failure: new Failure('unknown', 'a.b', 'c'), after: 5 } as const
  expect(await attending(deadLetter({ logger }), async () => acked)).toBe(acked)
  expect(await attending(deadLetter({ logger }), async () => retried)).toBe(retried)
  expect(logger.told).toEqual([])
})

test('a logger that fails keeps nothing from being parked', async () => {
  const failure = new Failure('invalid', 'test.no', 'no')
  const logger = { warn: () => expect.unreachable('the disk is full') }
  expect(await attending(deadLetter({ logger }), () => Promise.reject(failure))).toEqual({ became: 'parked', failure })
})
