import { describe, expect, test } from 'vitest'
import { batchAnswers } from './batch-answers.ts'

describe('the answer to a batch', () => {
  test('is done for what it names as such, and for nothing else', () => {
    const answers = batchAnswers(4, {
      Successful: [{ Id: '2' }],
      Failed: [
        { Id: '0', Code: 'InternalError', SenderFault: false },
        { Id: '3', Code: 'InvalidMessageContents', SenderFault: true },
      ],
    })
    expect(answers).toEqual([
      expect.objectContaining({ kind: 'unavailable', code: 'aws.unavailable' }),
      expect.objectContaining({ kind: 'unknown', code: 'aws.no_answer' }),
      undefined,
      expect.objectContaining({ kind: 'invalid', code: 'aws.refused' }),
    ])
  })

  test('may lack either list', () => {
    expect(batchAnswers(1, { Successful: [{ Id: '0' }] })).toEqual([undefined])
    expect(batchAnswers(1, {})).toEqual([expect.objectContaining({ code: 'aws.no_answer' })])
  })

  test('takes a throttle for one, whose fault it ever calls it', () => {
    const Failed = [{ Id: '0', Code: 'RequestThrottled', SenderFault: true }]
    expect(batchAnswers(1, { Failed })).toEqual([
      expect.objectContaining({ kind: 'unavailable', code: 'aws.throttled' }),
    ])
  })
})
