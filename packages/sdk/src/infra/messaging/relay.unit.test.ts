import { describe, expect, test } from 'vitest'
import { aCall } from '../../../test/a-call.ts'
import { eventually } from '../../../test/eventually.ts'
import { outboundMessage } from '../../../test/outbound-message.ts'
import { warnings } from '../../../test/warnings.ts'
import { Failure } from '../../seedwork/failure.ts'
import { laneOf, type Outbox } from '../../seedwork/outbox.ts'
import type { Outbound } from '../../seedwork/message.ts'
import type { Publisher } from '../../seedwork/transport.ts'
import { relay } from './relay.ts'

const { companyId } = aCall()
const down = new Failure('unavailable', 'test.down', 'down')

/** An outbox in memory that never gives more than two at a time, and counts how often somebody came to wait. */
const anOutbox = (messages: readonly Outbound[]) => {
  let rest = [...messages]
  let waits = 0
  const outbox: Outbox = {
    async drain(send, { except }) {
      const batch = rest.filter((one) => !except.includes(laneOf(one))).slice(0, 2)
      const results = batch.length > 0 ? await send(batch) : []
      const sent = new Set(batch.filter((_, index) => !results[index]))
      rest = rest.filter((one) => !sent.has(one))
      return { taken: batch.length, unsent: batch.filter((_, index) => results[index]) }
    },
    wait: (_milliseconds, signal) => {
      waits += 1
      return signal.aborted ? Promise.resolve() : new Promise((resolve) => void setImmediate(resolve))
    },
  }
  return { outbox, waits: () => waits, left: () => rest.length }
}

const relaying = async (outbox: Outbox, publisher: Publisher, until: () => void) => {
  const stop = new AbortController()
  const logger = warnings()
  const sent: number[] = []
  const running = relay(
    { outbox, publisher, logger, emit: ({ value }) => void sent.push(value) },
    { signal: stop.signal },
  )
  await eventually(until)
  stop.abort()
  await running
  return { logger, sent }
}

const lane = (key: string, count: number) =>
  Array.from({ length: count }, (_, n) => outboundMessage({ companyId, key, sequence: n + 1 }))

describe('a relay', () => {
  test('goes on until the outbox has nothing more, and only then waits', async () => {
    const { outbox, waits, left } = anOutbox(lane('a', 7))
    let waitsAtLast = -1
    const publish = async (batch: readonly Outbound[]) => {
      waitsAtLast = waits()
      return batch.map(() => undefined)
    }
    await relaying(outbox, { publish }, () => expect(left()).toBe(0))
    expect(waitsAtLast).toBe(0)
  })

  test('survives a transport that is down, tells of it and sends it all later', async () => {
    const { outbox, left } = anOutbox(lane('a', 3))
    let failures = 0
    const published: number[] = []
    const publish = async (batch: readonly Outbound[]) => {
      if (failures < 3) {
        failures += 1
        throw down
      }
      published.push(...batch.map(({ message }) => message.sequence))
      return batch.map(() => undefined)
    }
    const { logger } = await relaying(outbox, { publish }, () => expect(left()).toBe(0))
    expect(published).toEqual([1, 2, 3])
    expect(logger.told).toHaveLength(3)
  })

  test('a message that can not be sent holds its own lane and no other', async () => {
    const { outbox, left } = anOutbox([...lane('bad', 2), ...lane('good', 6)])
    const published: string[] = []
    const publish = async (batch: readonly Outbound[]) => {
      published.push(...batch.map(({ message: { partitionkey, sequence } }) => `${partitionkey} ${sequence}`))
      return batch.map(({ message }) => (message.partitionkey === 'bad' ? down : undefined))
    }
    await relaying(outbox, { publish }, () => expect(left()).toBe(2))
    expect(published.filter((one) => one.startsWith('good'))).toEqual([
      'good 1',
      'good 2',
      'good 3',
      'good 4',
      'good 5',
      'good 6',
    ])
  })

  test('ends with the batch in hand', async () => {
    const { outbox } = anOutbox(lane('a', 2))
    const stop = new AbortController()
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    let isSent = false
    const publish = async (batch: readonly Outbound[]) => {
      stop.abort()
      await over
      isSent = true
      return batch.map(() => undefined)
    }
    const running = relay(
      { outbox, publisher: { publish }, logger: warnings(), emit: () => undefined },
      { signal: stop.signal },
    )
    end()
    await running
    expect(isSent).toBe(true)
  })
})
