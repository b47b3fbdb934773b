import { describe, expect, test } from 'vitest'
import { awsName, deadLetterName } from './queue-name.ts'

describe('the name of a queue', () => {
  test('is that of the topic, without dots', () => {
    expect(awsName('eventos.pagos', {})).toBe('eventos-pagos.fifo')
    expect(awsName('eventos.pagos', { fifo: false, prefix: 'staging-' })).toBe('staging-eventos-pagos')
  })

  test('with its dead letters', () => {
    expect(deadLetterName('eventos-pagos.fifo')).toBe('eventos-pagos-dead.fifo')
    expect(deadLetterName('eventos-pagos')).toBe('eventos-pagos-dead')
  })

  test('is never that of another topic', () => {
    const topics = ['a.b', 'a-b', 'a_b', 'a b', 'a+b', 'á.b', 'A.b', ...['x', 'y'].map((end) => 'n'.repeat(90) + end)]
    expect(new Set(topics.map((topic) => awsName(topic, {}))).size).toBe(topics.length)
  })

  test.each([true, false])('has what SQS allows and no more, also for the dead letters (FIFO: %s)', (fifo) => {
    for (const topic of ['eventos.pagos', 'ñandú 👩🏽‍🔧', 'n'.repeat(71), 'n'.repeat(200), '.'.repeat(200)]) {
      for (const prefix of ['', 'an-environment-']) {
        const name = awsName(topic, { fifo, prefix })
        expect(deadLetterName(name).length).toBeLessThanOrEqual(80)
        expect(name).toMatch(fifo ? /^[\w-]+\.fifo$/ : /^[\w-]+$/)
        expect(awsName(topic, { fifo, prefix })).toBe(name)
      }
    }
  })
})
