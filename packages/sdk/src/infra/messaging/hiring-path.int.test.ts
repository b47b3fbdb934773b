import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../../test/eventually.ts'
import { callFor, hiringDatabase, withFunnel } from '../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { warnings } from '../../../test/warnings.ts'
import { funnelEvents } from '../../domain/models/funnel/index.ts'
import { CancelCase, cancelCase, followTheFunnel, OpenCase, openCase } from '../../domain/services/onboarding/index.ts'
import { systemClock } from '../../seedwork/clock.ts'
import { commandBus, on } from '../../seedwork/command-bus.ts'
import { retryConflicts } from '../../seedwork/middleware/retry-conflicts.ts'
import { validation } from '../../seedwork/middleware/validation.ts'
import type { Outbound } from '../../seedwork/message.ts'
import type { Publisher } from '../../seedwork/transport.ts'
import { uuidv7Ids } from '../../seedwork/typed-id.ts'
import { database, PgOutbox, type Database } from '../db/index.ts'
import { onboardingUnitOfWork } from '../db/onboarding/index.ts'
import type { MessageMiddleware } from './attempt.ts'
import { consumer } from './consumer.ts'
import { postgresPublisher, postgresSubscriber } from './postgres/index.ts'
import { relay } from './relay.ts'
import { usualMiddleware } from './usual-middleware.ts'

const topic = 'eventos.embudo'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let root: Superuser
beforeAll(async () => {
  db = await hiringDatabase()
  root = await superuser(db.url)
})
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

/** Sends everything twice, and earlier batches again. */
const stuttering = (publisher: Publisher): Publisher => {
  const earlier: (readonly Outbound[])[] = []
  return {
    async publish(batch) {
      earlier.push(batch)
      await publisher.publish(batch)
      await publisher.publish(earlier[Math.floor(earlier.length / 2)]!)
      return publisher.publish(batch)
    },
  }
}

/** Every third effect is committed and then not acknowledged. */
const forgetful = (): MessageMiddleware => {
  let handled = 0
  return (next) => async (attempt) => {
    const settlement = await next(attempt)
    handled += 1
    if (handled % 3 === 0) throw new Error('the acknowledgement got lost')
    return settlement
  }
}

/** What hiring-worker runs, on connections with a name. */
const worker = (system: Database, publisher: Publisher, signal: AbortSignal) => {
  const logger = warnings()
  const onboarding = { unitOfWork: onboardingUnitOfWork({ database: db.app }), clock: systemClock, ids: uuidv7Ids }
  const bus = commandBus({
    middleware: [validation(), retryConflicts()],
    handlers: [on(OpenCase, openCase(onboarding)), on(CancelCase, cancelCase(onboarding))],
  })
  const following = consumer(
    {
      subscriber: postgresSubscriber({ engine: system, logger }),
      logger,
      middleware: [...usualMiddleware({ logger }), forgetful()],
    },
    { name: 'onboarding', messages: funnelEvents, handlers: followTheFunnel({ bus }) },
  )
  const relaying = async () => {
    await using outbox = new PgOutbox({ database: system })
    await relay({ outbox, publisher, logger, emit: () => undefined }, { signal })
  }
  return Promise.all([relaying(), following.run(signal)])
}

describe('from the funnel to onboarding', () => {
  test('each accepted application has exactly one case, whatever is sent twice, forgotten or cut', async () => {
    const company = await db.provision()
    const { companyId, openingId } = company
    const stop = new AbortController()
    await using system = database({ url: db.url, role: 'baltra_system', name: 'worker' })
    await postgresSubscriber({ engine: system, logger: warnings() }).subscribe({
      consumer: 'onboarding',
      topics: [topic],
    })
    const publisher = stuttering(postgresPublisher({ engine: system }))
    const workers = [worker(system, publisher, stop.signal), worker(system, publisher, stop.signal)]

    const hire = async (n: number, retracting: boolean): Promise<string> => {
      const call = callFor(companyId)
      return withFunnel(db.app, companyId, async (funnel) => {
        const { id: applicationId } = await funnel.apply(
          { openingId, candidate: { name: 'Ana', phone: `55${10_000_000 + n}` } },
          call,
        )
        await funnel.advance({ applicationId, to: 'accepted', expectedVersion: 1, via: 'skip' }, call)
        if (retracting) await funnel.retract({ applicationId, expectedVersion: 2 }, call)
        else await funnel.advance({ applicationId, to: 'onboarding', expectedVersion: 2, via: 'advance' }, call)
        return applicationId
      })
    }
    const accepted: string[] = []
    const takenBack: string[] = []
    for (let round = 0; round < 5; round += 1) {
      const these = await Promise.all(Array.from({ length: 8 }, (_, n) => hire(round * 8 + n, n % 4 === 0)))
      these.forEach((id, n) => (n % 4 === 0 ? takenBack : accepted).push(id))
      await root.terminate('worker')
    }

    await eventually(async () => {
      const [left] = await root.query(
        `select (select count(*) from messaging.outbox where topic = $1)::int as outbox, (select count(*) from messaging.deliveries)::int as deliveries`,
        [topic],
      )
      expect(left).toEqual({ outbox: 0, deliveries: 0 })
    })
    stop.abort()
    await Promise.all(workers)
    // The version counts the effects: one for the opening, one more for the cancelling.
    const cases = await root.query<{ application: string; status: string; version: number; documents: number }>(
      `select application_id as application, status, version,
         (select count(*)::int from onboarding.documents d where d.case_id = c.id) as documents
       from onboarding.cases c order by application_id`,
    )
    const expected = [
      ...accepted.map((application) => ({ application, status: 'open', version: 1, documents: 6 })),
      ...takenBack.map((application) => ({ application, status: 'cancelled', version: 2, documents: 6 })),
    ]
    expect(cases).toEqual(expected.toSorted((one, other) => (one.application < other.application ? -1 : 1)))
  })

  test('what was committed while nobody listened is handled when somebody does', async () => {
    const company = await db.provision()
    const { companyId, openingId } = company
    await using system = database({ url: db.url, role: 'baltra_system' })
    await withFunnel(db.app, companyId, async (funnel) => {
      const { id: applicationId } = await funnel.apply(
        { openingId, candidate: { name: 'Ana', phone: '5587654321' } },
        callFor(companyId),
      )
      await funnel.advance({ applicationId, to: 'accepted', expectedVersion: 1, via: 'skip' }, callFor(companyId))
    })
    const stop = new AbortController()
    const working = worker(system, postgresPublisher({ engine: system }), stop.signal)
    await eventually(async () =>
      expect(await root.query('select from onboarding.cases where company_id = $1', [companyId])).toHaveLength(1),
    )
    stop.abort()
    await working
  })
})
