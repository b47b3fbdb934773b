import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../../test/eventually.ts'
import { callFor, hiringDatabase, withFunnel } from '../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { warnings } from '../../../test/warnings.ts'
import { funnelEvents } from '../../domain/models/funnel/index.ts'
import { CancelCase, cancelCase, followTheFunnel, OpenCase, openCase } from '../../domain/services/onboarding/index.ts'
import { systemClock } from '../../seedwork/clock.ts'
import { commandBus, on } from '../../seedwork/command-bus.ts'
import type { Outbound } from '../../seedwork/message.ts'
import { retryConflicts } from '../../seedwork/middleware/retry-conflicts.ts'
import { validation } from '../../seedwork/middleware/validation.ts'
import type { Publisher, Subscriber } from '../../seedwork/transport.ts'
import { uuidv7Ids } from '../../seedwork/typed-id.ts'
import { chaotic, seeded } from '../../testing/index.ts'
import { database, PgOutbox, type Database } from '../db/index.ts'
import { onboardingUnitOfWork } from '../db/onboarding/index.ts'
import { consumer } from './consumer.ts'
import { MemoryStore, memoryTransport } from './memory/index.ts'
import { postgresPublisher, postgresSubscriber } from './postgres/index.ts'
import { relay } from './relay.ts'

type Transport = Publisher & Subscriber & { disconnect?(): void | Promise<void> }
type HiringDatabase = Awaited<ReturnType<typeof hiringDatabase>>

const name = 'onboarding'
const topic = 'eventos.embudo'
const silent = () => undefined

let db: HiringDatabase
/** Where the same messages are handled one after the other, and nothing goes wrong. */
let oracle: HiringDatabase
beforeAll(async () => {
  db = await hiringDatabase()
  oracle = await hiringDatabase()
})
afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await oracle[Symbol.asyncDispose]()
})

/** What onboarding does with the funnel's facts, in a database. */
const onboarding = (app: Database, subscriber: Subscriber, concurrency: number) => {
  const dependencies = { unitOfWork: onboardingUnitOfWork({ database: app }), clock: systemClock, ids: uuidv7Ids }
  const bus = commandBus({
    middleware: [validation(), retryConflicts()],
    handlers: [on(OpenCase, openCase(dependencies)), on(CancelCase, cancelCase(dependencies))],
  })
  const handlers = followTheFunnel({ bus })
  return consumer({ subscriber, logger: warnings() }, { name, messages: funnelEvents, handlers, concurrency })
}

/** One application that is accepted and taken back, again and again. */
const walk = async (company: Awaited<ReturnType<HiringDatabase['provision']>>, n: number, moves: number) => {
  const { companyId, openingId } = company
  await withFunnel(db.app, companyId, async (funnel) => {
    const candidate = { name: 'Ana', phone: `55${10_000_000 + n}` }
    const { id: applicationId } = await funnel.apply({ openingId, candidate }, callFor(companyId))
    for (let move = 1; move <= moves; move += 1) {
      const next = { applicationId, expectedVersion: move }
      if (move % 2 === 0) await funnel.retract(next, callFor(companyId))
      else await funnel.advance({ ...next, to: 'accepted', via: 'skip' }, callFor(companyId))
    }
  })
}

/** The version counts the effects: one too many, one too few or two turned round would show in it or in the status. */
const casesIn = (root: Superuser, companyId: string) =>
  root.query(
    `select application_id as application, status, version from onboarding.cases where company_id = $1 order by 1`,
    [companyId],
  )

const inOrder = (messages: readonly Outbound[]): readonly Outbound[] =>
  [...new Map(messages.map((outbound) => [outbound.message.id, outbound])).values()].toSorted(
    (one, other) => one.message.sequence - other.message.sequence,
  )

/** Handles the messages one at a time, in order, in the other database. */
const consultOracle = async (messages: readonly Outbound[]): Promise<void> => {
  const store = new MemoryStore()
  const transport = memoryTransport({ store })
  const following = onboarding(oracle.app, transport, 1)
  await following.subscribe()
  await transport.publish(messages)
  const stop = new AbortController()
  const working = following.run(stop.signal)
  await eventually(() => expect(store.waiting(name)).toBe(0))
  stop.abort()
  await working
}

const experiment = async (transport: Transport, settled: () => Promise<void>, seed: number): Promise<void> => {
  const company = await db.provision()
  const sent: Outbound[] = []
  const chaos = chaotic(transport, {
    seed,
    duplicate: 0.2,
    reorder: 0.2,
    delay: 0.1,
    longestDelay: 30,
    drop: 0.05,
    disconnect: 0.05,
  })
  const publisher: Publisher = {
    publish(batch) {
      sent.push(...batch)
      return chaos.publish(batch)
    },
  }
  const following = [onboarding(db.app, chaos, 8), onboarding(db.app, chaos, 8)]
  await following[0]!.subscribe()
  const stop = new AbortController()
  await using system = database({ url: db.url, role: 'baltra_system' })
  const relaying = async () => {
    await using outbox = new PgOutbox({ database: system })
    // Small batches: more of them for chance to decide on.
    await relay({ outbox, publisher, logger: warnings(), emit: silent }, { batch: 10, signal: stop.signal })
  }
  const workers = [relaying(), ...following.map((one) => one.run(stop.signal))]
  await using root = await superuser(db.url)
  for (let round = 0; round < 4; round += 1) {
    await Promise.all(Array.from({ length: 8 }, (_, n) => walk(company, 8 * round + n, 3 + ((round + n) % 5))))
  }
  await eventually(async () =>
    expect(await root.query('select from messaging.outbox where topic = $1', [topic])).toEqual([]),
  )
  await settled()
  stop.abort()
  await Promise.all(workers)
  await consultOracle(inOrder(sent))
  await using truth = await superuser(oracle.url)
  const expected = await casesIn(truth, company.companyId)
  expect(expected).toHaveLength(32)
  expect(await casesIn(root, company.companyId)).toEqual(expected)
}

describe('effects equal those of a sequential run, whatever is sent twice, late, refused, reordered or cut:', () => {
  test('over the memory transport', async () => {
    const store = new MemoryStore()
    const settled = () => eventually(() => expect(store.waiting(name)).toBe(0))
    await seeded((seed) => experiment(memoryTransport({ store }), settled, seed))
  })

  test('over the Postgres transport', async () => {
    await using engine = database({ url: db.url, role: 'baltra_system', name: 'chaos' })
    await using root = await superuser(db.url)
    const transport: Transport = {
      ...postgresPublisher({ engine }),
      ...postgresSubscriber({ engine, logger: warnings() }),
      disconnect: async () => void (await root.terminate('chaos')),
    }
    const settled = () =>
      eventually(async () => expect(await root.query('select from messaging.deliveries')).toEqual([]))
    await seeded((seed) => experiment(transport, settled, seed))
  })
})
