import { afterAll, beforeAll, expect, test } from 'vitest'
import { hiringDatabase } from '../../../test/hiring-fixture.ts'
import { leaveMessages } from '../../../test/leave-messages.ts'
import { superuser } from '../../../test/superuser.ts'
import type { Measurement } from '../../shared/metrics/metrics.ts'
import { database } from './database.ts'
import { outboxGauges } from './outbox-gauges.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
beforeAll(async () => void (db = await hiringDatabase()))
afterAll(() => db[Symbol.asyncDispose]())

const reading = async (): Promise<readonly Measurement[]> => {
  await using system = database({ url: db.url, role: 'baltra_system' })
  const measurements: Measurement[] = []
  await outboxGauges({ database: system, emit: (measurement) => measurements.push(measurement) })
  return measurements
}

const valueOf = (measurements: readonly Measurement[], name: string) =>
  measurements.filter((measurement) => measurement.name === name)

test('the gauges tell what waits to be sent and, by consumer, to be handled', async () => {
  const { companyId } = await db.provision()
  await leaveMessages(db.app, ['a', 'a', 'b'], { companyId, at: new Date(Date.now() - 60_000) })
  await using root = await superuser(db.url)
  await root.query(`insert into messaging.subscriptions (consumer, topic) values ('idle', 'test.topic')`)
  await root.query(
    `insert into messaging.deliveries (consumer, company_id, topic, key, message_id, message, waits, parked_at)
     select 'busy', $1, 'test.topic', 'a', gen_random_uuid(), json_build_object('time', now() - interval '5 s'),
       case when n = 1 then 1 else 2 end, case when n = 1 then now() end
     from generate_series(1, 3) as n`,
    [companyId],
  )

  const measurements = await reading()

  expect(valueOf(measurements, 'baltra.outbox.depth')).toEqual([
    { name: 'baltra.outbox.depth', value: 3, unit: 'count', labels: {} },
  ])
  expect(valueOf(measurements, 'baltra.outbox.age')[0]!.value).toBeGreaterThanOrEqual(60_000)
  expect(valueOf(measurements, 'baltra.scheduled.depth')[0]!.value).toBe(0)
  const byConsumer = (name: string) =>
    valueOf(measurements, name).map(({ labels: { consumer }, value }) => [consumer, value])
  expect(byConsumer('baltra.consumer.waiting')).toEqual([
    ['busy', 2],
    ['idle', 0],
  ])
  expect(byConsumer('baltra.consumer.parked')).toEqual([
    ['busy', 1],
    ['idle', 0],
  ])
  const lags = new Map(byConsumer('baltra.consumer.lag') as [string, number][])
  expect(lags.get('idle')).toBe(0)
  expect(lags.get('busy')).toBeGreaterThanOrEqual(5_000)
})
