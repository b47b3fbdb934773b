import { describe, expect, test } from 'vitest'
import { aCall } from '../../../test/a-call.ts'
import { outboundMessage } from '../../../test/outbound-message.ts'
import { Failure } from '../../seedwork/failure.ts'
import type { Call } from '../../seedwork/call.ts'
import type { Spans } from '../../seedwork/middleware/tracing.ts'
import type { Publisher } from '../../seedwork/transport.ts'
import type { Measurement } from '../../shared/metrics/metrics.ts'
import { measuredPublisher } from './measured-publisher.ts'
import { tracedPublisher } from './traced-publisher.ts'

const { companyId } = aCall()
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const [one, other] = [1, 2].map((sequence) => outboundMessage({ companyId, key: 'a', sequence }))
const refusal = new Failure('unavailable', 'test.refused', 'the broker is full')

describe('a measured publisher', () => {
  const measured = async (publish: () => Promise<readonly (Failure | undefined)[]>) => {
    const measurements: Measurement[] = []
    const publisher = measuredPublisher({ publish }, { emit: (measurement) => measurements.push(measurement) })
    const answer = await publisher.publish([one!, other!]).catch((error: unknown) => error)
    return { answer, measurements: measurements.map(({ name, labels, unit }) => ({ name, labels, unit })) }
  }
  const duration = (outcome: string) => ({ name: 'baltra.publish', labels: { outcome }, unit: 'ms' })

  test('tells how long a batch took', async () => {
    const { answer, measurements } = await measured(async () => [undefined, undefined])
    expect(answer).toEqual([undefined, undefined])
    expect(measurements).toEqual([duration('ok')])
  })

  test('counts what was not sent', async () => {
    const { answer, measurements } = await measured(async () => [undefined, refusal])
    expect(answer).toEqual([undefined, refusal])
    expect(measurements).toEqual([{ name: 'baltra.publish.held_back', labels: {}, unit: 'count' }, duration('partial')])
  })

  test('answers as the publisher did although the sink fails', async () => {
    const emit = () => expect.unreachable('no route to the collector')
    const publisher = measuredPublisher({ publish: async () => [undefined, refusal] }, { emit })
    expect(await publisher.publish([one!, other!])).toEqual([undefined, refusal])
  })

  test('measures a batch of which nothing is known too', async () => {
    const { answer, measurements } = await measured(() => Promise.reject(refusal))
    expect(answer).toBe(refusal)
    expect(measurements).toEqual([duration('error')])
  })
})

describe('a traced publisher', () => {
  test('opens a span for each message, in the trace that it was written under', async () => {
    const spans: { readonly name: string; readonly call: Call; ended: boolean }[] = []
    const span = async <Result>(name: string, call: Call, work: (call: Call) => Promise<Result>): Promise<Result> => {
      const opened = { name, call, ended: false }
      spans.push(opened)
      const result = await work(call)
      opened.ended = true
      return result
    }
    const sent: unknown[] = []
    const publish = async (batch: readonly unknown[]) => {
      sent.push(...batch)
      return batch.map(() => undefined)
    }
    const written = { ...one!, message: { ...one!.message, traceparent } }
    await tracedPublisher({ publish }, { span }).publish([written, other!])
    expect(sent).toEqual([written, other])
    expect(spans.map(({ name, call, ended }) => [name, call.traceparent, ended])).toEqual([
      ['publish test.happened', traceparent, true],
      ['publish test.happened', undefined, true],
    ])
  })

  const failing: readonly Spans['span'][] = [
    () => expect.unreachable('no tracer'),
    () => Promise.reject(new Error('no collector')),
  ]
  test.each(failing)('answers as the publisher does although the tracer fails: %s', async (span) => {
    const sending = (publish: Publisher['publish']) => tracedPublisher({ publish }, { span }).publish([one!])
    expect(await sending(async () => [undefined])).toEqual([undefined])
    await expect(sending(() => Promise.reject(refusal))).rejects.toBe(refusal)
  })

  test('rejects as the publisher does', async () => {
    const span = <Result>(_name: string, call: Call, work: (call: Call) => Promise<Result>) => work(call)
    const publisher = tracedPublisher({ publish: () => Promise.reject(refusal) }, { span })
    await expect(publisher.publish([one!])).rejects.toBe(refusal)
  })
})
