import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../../test/eventually.ts'
import { received } from '../../../../test/kafka/received.ts'
import { ScriptedKafka } from '../../../../test/kafka/scripted-kafka.ts'
import { warnings } from '../../../../test/warnings.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { Message } from '../../../seedwork/message.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import { kafkaSubscriber, type KafkaSubscriberOptions } from './subscriber.ts'

const both = [{ topic: 'topic', partitions: [0, 1] }]
const first = [{ topic: 'topic', partitions: [0] }]
const refusal = new Failure('invalid', 'test.refused', 'refused')

/** A consumer of a scripted Kafka; what it was handed is in `hands`, by key, to be settled by the test. */
const consuming = async (options: KafkaSubscriberOptions = {}, kafka = new ScriptedKafka()) => {
  const logger = warnings()
  const stopping = new AbortController()
  const hands = new Map<string, Delivery>()
  const seen: string[] = []
  const ends: { readonly key: string; readonly end: () => void }[] = []
  kafka.assignments = both
  const subscriber = kafkaSubscriber({ client: kafka.client, logger }, { saveEvery: 1, grace: 20, ...options })
  const ended = subscriber.consume(
    { consumer: 'group', topics: ['topic'] },
    (delivery) => {
      const { partitionkey } = delivery.message as Message
      seen.push(partitionkey)
      hands.set(partitionkey, delivery)
      return new Promise((end) => ends.push({ key: partitionkey, end }))
    },
    { concurrency: 4, signal: stopping.signal },
  )
  await eventually(() => expect(kafka.streams).toHaveLength(1))
  const handed = (...keys: readonly string[]) => eventually(() => expect(seen).toEqual(keys))
  const settle = async (
    key: string,
    how: (delivery: Delivery) => Promise<void> = (one) => one.ack(),
  ): Promise<void> => {
    await how(hands.get(key)!)
    ends.findLast((one) => one.key === key)!.end()
    for (let yielded = 0; yielded < 3; yielded += 1) await turn()
  }
  /** Every position that was saved so far, in order. */
  const committed = () => kafka.commits.flat().map(({ partition, offset }) => `${partition}/${offset}`)
  const stop = async (): Promise<void> => {
    stopping.abort()
    for (const { end } of ends) end()
    await ended
  }
  return { kafka, seen, logger, handed, settle, committed, stop, stopping, ended, ends }
}

describe('a position', () => {
  test('is saved as far as all before it is settled, and no further', async () => {
    const { kafka, handed, settle, committed, stop } = await consuming()
    kafka.stream.push(received(0, 0), received(0, 1), received(0, 2))
    await handed('0/0', '0/1', '0/2')
    await settle('0/1')
    await settle('0/2')
    await eventually(() => expect(committed()).toEqual(['0/0']))
    await settle('0/0')
    await eventually(() => expect(committed()).toEqual(['0/0', '0/3']))
    await stop()
  })

  test('of a lost partition is never saved, whoever settles something of it', async () => {
    const { kafka, handed, settle, committed, stop } = await consuming()
    kafka.stream.push(received(0, 0), received(1, 0))
    await handed('0/0', '1/0')
    kafka.join(first)
    await settle('1/0')
    await settle('0/0')
    await eventually(() => expect(committed()).toEqual(['0/1']))
    await stop()
    await eventually(() => expect(committed()).toEqual(['0/1']))
  })

  test('that is on its way while the group is joined again is not sent any more', async () => {
    const { kafka, handed, settle, stop } = await consuming()
    const answer = Promise.withResolvers<void>()
    kafka.committing = () => answer.promise
    kafka.stream.push(received(1, 0))
    await handed('1/0')
    await settle('1/0')
    await eventually(() => expect(kafka.underWay).toBe(1))
    kafka.join(first)
    answer.resolve()
    await eventually(() => expect(kafka.commits).toEqual([[]]))
    await stop()
    expect(kafka.commits.flat()).toEqual([])
  })

  test('is not saved while the broker knows of a new generation and we do not', async () => {
    const { kafka, handed, settle, committed, stop } = await consuming()
    kafka.stream.push(received(0, 0), received(1, 0))
    await handed('0/0', '1/0')
    kafka.enter()
    await settle('1/0')
    await eventually(() => expect(kafka.commits).toContainEqual([]))
    expect(committed()).toEqual([])
    await stop()
  })

  test('that could not be saved is saved later', async () => {
    const { kafka, handed, settle, committed, stop } = await consuming()
    kafka.committing = () => Promise.reject(new Error('ECONNRESET'))
    kafka.stream.push(received(0, 0))
    await handed('0/0')
    await settle('0/0')
    await eventually(() => expect(kafka.mostUnderWay).toBe(1))
    kafka.committing = async () => undefined
    await eventually(() => expect(committed()).toEqual(['0/1']))
    await stop()
  })

  test('is saved by one call at a time', async () => {
    const { kafka, handed, settle, committed, stop } = await consuming()
    const answer = Promise.withResolvers<void>()
    kafka.committing = () => answer.promise
    kafka.stream.push(received(0, 0), received(0, 1))
    await handed('0/0', '0/1')
    await settle('0/0')
    await eventually(() => expect(kafka.underWay).toBe(1))
    await settle('0/1')
    // Timers go off in the order of their times: the one that saves has.
    await pause(10)
    answer.resolve()
    await eventually(() => expect(committed()).toEqual(['0/1', '0/2']))
    expect(kafka.mostUnderWay).toBe(1)
    await stop()
  })
})

describe('while the group is made anew', () => {
  test('what is done is saved at once, and nothing is begun', async () => {
    const { kafka, seen, handed, settle, committed, stop } = await consuming({ saveEvery: 10_000 })
    kafka.stream.push(received(0, 0), received(0, 1, 'lane'), received(0, 2, 'lane'))
    await handed('0/0', 'lane')
    await settle('0/0')
    kafka.rebalance()
    await eventually(() => expect(committed()).toEqual(['0/1']))
    await settle('lane')
    expect(seen).toEqual(['0/0', 'lane'])
    kafka.join(first)
    await handed('0/0', 'lane', 'lane')
    await stop()
  })
})

describe('after the group was joined again', () => {
  test('what comes again of a partition that is still ours is in hand already', async () => {
    const { kafka, seen, handed, settle, committed, stop } = await consuming()
    kafka.stream.push(received(0, 0), received(0, 1))
    await handed('0/0', '0/1')
    await settle('0/1')
    kafka.join(both)
    await eventually(() => expect(kafka.streams).toHaveLength(2))
    kafka.stream.push(received(0, 0), received(0, 1), received(0, 2))
    await handed('0/0', '0/1', '0/2')
    await settle('0/0')
    await settle('0/2')
    await eventually(() => expect(committed().at(-1)).toBe('0/3'))
    expect(seen).toHaveLength(3)
    await stop()
  })

  test('what comes again of a partition that was away in between is handed over again', async () => {
    const { kafka, handed, stop } = await consuming()
    kafka.stream.push(received(1, 0))
    await handed('1/0')
    kafka.join(first)
    kafka.join(both)
    await eventually(() => expect(kafka.streams.length).toBeGreaterThan(1))
    kafka.stream.push(received(1, 0))
    await handed('1/0', '1/0')
    await stop()
  })

  test('nothing is taken of a stream that was opened before', async () => {
    const { kafka, seen, stop } = await consuming()
    const before = kafka.stream
    before.push(received(0, 7))
    await eventually(() => expect(seen).toEqual(['0/7']))
    kafka.join(first)
    kafka.join(both)
    before.push(received(1, 9))
    await eventually(() => expect(kafka.streams.length).toBeGreaterThan(1))
    expect(before.isDestroyed).toBe(true)
    expect(seen).toEqual(['0/7'])
    await stop()
  })

  test('what waits of a lost partition takes nobody else’s room', async () => {
    const { kafka, handed, settle, stop } = await consuming({ window: 4 })
    kafka.stream.push(...[0, 1, 2, 3].map((offset) => received(1, offset, 'lane')))
    await handed('lane')
    await settle('lane', (delivery) => delivery.retry(refusal, 60_000))
    kafka.join(first)
    await eventually(() => expect(kafka.streams).toHaveLength(2))
    kafka.stream.push(received(0, 0), received(0, 1))
    await handed('lane', '0/0', '0/1')
    await stop()
  })

  test('what waited of a lost partition is not begun', async () => {
    const { kafka, seen, handed, settle, stop } = await consuming()
    kafka.stream.push(received(1, 0, 'lane'), received(1, 1, 'lane'))
    await handed('lane')
    kafka.join(first)
    await settle('lane')
    await eventually(() => expect(kafka.streams).toHaveLength(2))
    kafka.stream.push(received(0, 0))
    await handed('lane', '0/0')
    expect(seen).toHaveLength(2)
    await stop()
  })
})

describe('a consumer', () => {
  test('opens another stream when one has failed', async () => {
    const { kafka, handed, logger, stop } = await consuming()
    kafka.stream.push(new Error('fetch failed 6 times'))
    await eventually(() => expect(kafka.streams).toHaveLength(2))
    kafka.stream.push(received(0, 0))
    await handed('0/0')
    expect(logger.told).toHaveLength(1)
    expect(kafka.events).toEqual(['join'])
    await stop()
  })

  test('opens another stream when the group was joined again while it was opening one', async () => {
    const { kafka, handed, stop } = await consuming()
    const opened = Promise.withResolvers<void>()
    kafka.opening = opened.promise
    kafka.join(both)
    await eventually(() => expect(kafka.streams).toHaveLength(2))
    kafka.join(both)
    opened.resolve()
    await eventually(() => expect(kafka.streams).toHaveLength(3))
    expect(kafka.streams[1]!.isDestroyed).toBe(true)
    kafka.stream.push(received(0, 0))
    await handed('0/0')
    await stop()
  })

  test('ends also when it is told to while it opens a stream', async () => {
    const { kafka, stopping, ended } = await consuming()
    const opened = Promise.withResolvers<void>()
    kafka.opening = opened.promise
    kafka.join(both)
    await eventually(() => expect(kafka.streams).toHaveLength(2))
    stopping.abort()
    opened.resolve()
    await ended
    expect(kafka.stream.isDestroyed).toBe(true)
  })

  test('joins again when it is no member any more', async () => {
    const { kafka, handed, stop } = await consuming()
    kafka.fail(new Error('joinGroup failed'))
    await eventually(() => expect(kafka.streams).toHaveLength(2))
    expect(kafka.events).toEqual(['join', 'join'])
    kafka.stream.push(received(0, 0))
    await handed('0/0')
    await stop()
  })

  test('begins a topic anew that was made anew', async () => {
    const { kafka, handed, settle, stop } = await consuming()
    kafka.stream.push(received(0, 5))
    await handed('0/5')
    await settle('0/5')
    kafka.stream.push(new AggregateError([Object.assign(new Error('gone'), { apiCode: 3 })]))
    await eventually(() => expect(kafka.streams).toHaveLength(2))
    kafka.stream.push(received(0, 0))
    await handed('0/5', '0/0')
    await stop()
  })

  test('takes no more from the broker than it has room for', async () => {
    const { kafka, handed, settle, stop } = await consuming({ window: 5 })
    kafka.stream.push(...Array.from({ length: 50 }, (_, n) => received(0, n, 'lane')))
    await handed('lane')
    await eventually(() => expect(kafka.stream.given).toBe(5))
    await settle('lane')
    await eventually(() => expect(kafka.stream.given).toBe(6))
    await stop()
  })

  test('ends what it has in hand, saves that, and then leaves', async () => {
    const { kafka, handed, settle, stopping, ended } = await consuming({ grace: 10_000, saveEvery: 10_000 })
    kafka.stream.push(received(0, 0), received(0, 1, 'lane'), received(0, 2, 'lane'))
    await handed('0/0', 'lane')
    stopping.abort()
    await settle('0/0')
    await settle('lane')
    await ended
    expect(kafka.events).toEqual(['join', 'commit', 'leave', 'close'])
    expect(kafka.commits.flat()).toMatchObject([{ offset: 2n }])
  })

  test('leaves what takes too long to the others, who then may say what becomes of it', async () => {
    const { kafka, handed, settle, stopping, ended } = await consuming({ grace: 1 })
    kafka.stream.push(received(0, 0))
    await handed('0/0')
    stopping.abort()
    await eventually(() => expect(kafka.events).toContain('leave'))
    await settle('0/0')
    await ended
    expect(kafka.commits.flat().every(({ offset }) => offset === 0n)).toBe(true)
  })

  test('is closed also when it can not leave its group', async () => {
    const { kafka, logger, stop } = await consuming()
    kafka.leaving = () => Promise.reject(new Error('ECONNREFUSED'))
    await stop()
    expect(kafka.events).toEqual(['join', 'close'])
    expect(logger.told).toHaveLength(1)
  })

  test('is told at once that its package is missing', async () => {
    const kafka = new ScriptedKafka()
    const client = { ...kafka.client, consumer: () => Promise.reject(new Error('npm install it')) }
    const consumed = kafkaSubscriber({ client, logger: warnings() }).consume(
      { consumer: 'group', topics: ['topic'] },
      async () => undefined,
      { concurrency: 1, signal: new AbortController().signal },
    )
    await expect(consumed).rejects.toThrow('npm install it')
  })
})

describe('a message that is parked', () => {
  test('is settled once the broker has its dead letter', async () => {
    const { kafka, handed, settle, committed, stop } = await consuming()
    kafka.stream.push(received(0, 0))
    await handed('0/0')
    await settle('0/0', (delivery) => delivery.park(refusal))
    expect(kafka.produced).toMatchObject([{ topic: 'topic.group.dlq' }])
    await eventually(() => expect(committed()).toEqual(['0/1']))
    await stop()
  })

  test('comes again while its dead letter can not be stored', async () => {
    const { kafka, handed, settle, committed, stop } = await consuming()
    kafka.producing = () => Promise.reject(new Error('ECONNRESET'))
    kafka.stream.push(received(0, 0))
    await handed('0/0')
    await settle('0/0', async (delivery) => {
      await expect(delivery.park(refusal)).rejects.toMatchObject({ code: 'messaging.not_parked' })
    })
    await handed('0/0', '0/0')
    kafka.producing = async () => undefined
    await settle('0/0', (delivery) => delivery.park(refusal))
    await eventually(() => expect(committed()).toEqual(['0/1']))
    await stop()
  })

  test('becomes no dead letter of ours when its partition is somebody else\u2019s', async () => {
    const { kafka, handed, settle, stop } = await consuming()
    kafka.stream.push(received(1, 0))
    await handed('1/0')
    kafka.join(first)
    await settle('1/0', (delivery) => delivery.park(refusal))
    expect(kafka.produced).toEqual([])
    await stop()
  })
})

describe('an attempt', () => {
  test('is settled once: what is said of it afterwards is too late', async () => {
    const { kafka, seen, handed, settle, committed, stop } = await consuming()
    kafka.stream.push(received(0, 0))
    await handed('0/0')
    await settle('0/0', async (delivery) => {
      await delivery.ack()
      await delivery.retry(refusal, 0)
      await delivery.park(refusal)
    })
    await eventually(() => expect(committed()).toEqual(['0/1']))
    expect([seen.length, kafka.produced.length]).toEqual([1, 0])
    await stop()
  })

  test('that said nothing can not settle the next one', async () => {
    const { kafka, handed, settle, committed, stop } = await consuming()
    kafka.stream.push(received(0, 0), received(0, 1))
    await handed('0/0', '0/1')
    let late: Delivery
    await settle('0/0', async (delivery) => void (late = delivery))
    await handed('0/0', '0/1', '0/0')
    await late!.ack()
    await settle('0/1')
    await eventually(() => expect(committed()).toEqual(['0/0']))
    await stop()
  })
})
