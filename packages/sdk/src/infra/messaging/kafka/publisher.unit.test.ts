import { describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { ScriptedKafka } from '../../../../test/kafka/scripted-kafka.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { kafkaPublisher } from './publisher.ts'

const { companyId } = aCall()
const message = (key: string, topic = 'topic', sequence = 1) => outboundMessage({ companyId, key, topic, sequence })
const never = (): Promise<never> => new Promise(() => undefined)

/** What the broker answered for one partition of a send that failed. */
const answered = (...told: readonly (readonly [topic: string, code: number])[]): Error =>
  new AggregateError([
    Object.assign(new Error('produce'), {
      response: {
        responses: told.map(([name, errorCode]) => ({ name, partitionResponses: [{ index: 0, errorCode }] })),
      },
    }),
  ])
const codes = (answers: readonly ({ readonly code: string } | undefined)[]) => answers.map((answer) => answer?.code)

describe('a batch', () => {
  test('is answered partition by partition when some of it is stored', async () => {
    const kafka = new ScriptedKafka()
    kafka.producing = () => Promise.reject(answered(['one', 0], ['two', 29]))
    const answers = await kafkaPublisher({ client: kafka.client }).publish([message('a', 'one'), message('a', 'two')])
    expect(codes(answers)).toEqual([undefined, 'messaging.unauthorized'])
  })

  test('is sent without the messages whose topic does not exist', async () => {
    const kafka = new ScriptedKafka()
    kafka.partitionsOf = async (topic) => {
      if (topic === 'none') throw new Error('Unknown topic none.')
      return 1
    }
    const answers = await kafkaPublisher({ client: kafka.client }).publish([message('a', 'none'), message('b')])
    expect(codes(answers)).toEqual(['messaging.unknown_topic', undefined])
    expect(kafka.produced).toHaveLength(1)
  })

  test('asks for each topic once', async () => {
    const kafka = new ScriptedKafka()
    let asked = 0
    kafka.partitionsOf = async () => {
      asked += 1
      return 3
    }
    await kafkaPublisher({ client: kafka.client }).publish([message('a'), message('b'), message('c')])
    expect([asked, kafka.produced.length]).toEqual([1, 3])
  })

  test('is rejected whole when nobody tells where its topics are', async () => {
    const kafka = new ScriptedKafka()
    kafka.partitionsOf = () => Promise.reject(new AggregateError([new Error('ECONNREFUSED')]))
    await expect(kafkaPublisher({ client: kafka.client }).publish([message('a')])).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'messaging.unreachable',
    })
  })

  test('is rejected whole when nothing is known of any of it', async () => {
    const kafka = new ScriptedKafka()
    kafka.producing = () => Promise.reject(new AggregateError([new Error('ECONNRESET')]))
    await expect(kafkaPublisher({ client: kafka.client }).publish([message('a')])).rejects.toMatchObject({
      kind: 'unknown',
      code: 'messaging.unanswered',
      retryable: true,
    })
  })

  test('that takes too long is given up, with the producer that might store it later', async () => {
    const kafka = new ScriptedKafka()
    kafka.producing = never
    const publisher = kafkaPublisher({ client: kafka.client }, { deadline: 20 })
    await expect(publisher.publish([message('a')])).rejects.toMatchObject({ code: 'messaging.unanswered' })
    expect(kafka.events).toEqual(['producer closed'])
    kafka.producing = async () => undefined
    expect(await publisher.publish([message('a')])).toEqual([undefined])
  })

  test('whose deadline passes in a later chunk keeps what it knows of the earlier ones', async () => {
    const kafka = new ScriptedKafka()
    let sends = 0
    kafka.producing = async () => {
      sends += 1
      if (sends > 1) await never()
    }
    const batch = [message('a'), message('b'), message('c')]
    const publisher = kafkaPublisher({ client: kafka.client }, { deadline: 50, partitionBytes: 1 })
    expect(codes(await publisher.publish(batch))).toEqual([undefined, 'messaging.unanswered', 'messaging.not_sent'])
    expect(sends).toBe(2)
  })

  test('of nothing needs no broker', async () => {
    const kafka = new ScriptedKafka()
    kafka.partitionsOf = never
    expect(await kafkaPublisher({ client: kafka.client }).publish([])).toEqual([])
  })
})
