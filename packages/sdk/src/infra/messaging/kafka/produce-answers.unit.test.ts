import { describe, expect, test } from 'vitest'
import { produceAnswers } from './produce-answers.ts'

const response = (...told: readonly (readonly [topic: string, partition: number, code: number])[]) => ({
  responses: told.map(([name, index, errorCode]) => ({ name, partitionResponses: [{ index, errorCode }] })),
})
const failed = (answer: unknown): Error => Object.assign(new Error('response'), { response: answer })

describe('the answers in the error of a send', () => {
  test('are those of each partition, however deep they stand', () => {
    const one = failed(response(['a', 0, 0], ['a', 1, 10]))
    const other = new AggregateError([failed(response(['b', 0, 0]))], 'broker 2')
    expect(produceAnswers(new AggregateError([new AggregateError([one]), other], 'all'))).toEqual(
      new Map([
        ['a/0', 0],
        ['a/1', 10],
        ['b/0', 0],
      ]),
    )
  })

  test('tell what was stored by any of the attempts, whatever the others say', () => {
    const attempts = [failed(response(['a', 0, 0], ['a', 1, 6])), failed(response(['a', 0, 45], ['a', 1, 7]))]
    expect(produceAnswers(new AggregateError(attempts))).toEqual(
      new Map([
        ['a/0', 0],
        ['a/1', 7],
      ]),
    )
  })

  test('take a duplicate for stored: the answer to an attempt before was lost', () => {
    expect(produceAnswers(failed(response(['a', 0, 46])))).toEqual(new Map([['a/0', 0]]))
  })

  test.each([
    ['an error of the network', new AggregateError([new Error('ECONNREFUSED')])],
    ['an answer to another question', failed({ throttleTimeMs: 0, brokers: [] })],
    ['nothing', undefined],
  ])('are none in %s', (_what, error) => {
    expect(produceAnswers(error)).toEqual(new Map())
  })
})
