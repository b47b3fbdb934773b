import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aSecondPipeline } from '../../../../test/a-second-pipeline.ts'
import { bruteForceFunnel, type EventRow, type Version } from '../../../../test/brute-force-funnel.ts'
import { callFor, hiringDatabase, withFunnel } from '../../../../test/hiring-fixture.ts'
import type { ApplicationView, OpeningId } from '../../../domain/models/funnel/index.ts'
import type { FunnelService } from '../../../domain/services/funnel/index.ts'
import type { CompanyId } from '../../../seedwork/call.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { foldCounters } from './fold-counters.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
beforeAll(async () => {
  db = await hiringDatabase()
})
afterAll(() => db[Symbol.asyncDispose]())

interface Firm {
  readonly companyId: CompanyId
  readonly openings: readonly { readonly openingId: OpeningId; readonly version: Version }[]
}

/** One company with one pipeline, and one whose pipeline has had three versions, with kinds that came, went and doubled. */
const twoFirms = async (): Promise<readonly [Firm, Firm]> => {
  const [plain, grown] = [await db.provision(), await db.provision()]
  const second = await aSecondPipeline(
    db.app,
    grown.companyId,
    ['lead', 'applied', 'interviewed', 'interviewed', 'accepted', 'started'],
    2,
  )
  const third = await aSecondPipeline(
    db.app,
    grown.companyId,
    ['applied', 'screened', 'interviewed', 'offered', 'offered', 'accepted', 'onboarding', 'started'],
    3,
  )
  return [
    {
      companyId: plain.companyId,
      openings: [{ openingId: plain.openingId, version: { version: 1, stages: plain.stages } }],
    },
    {
      companyId: grown.companyId,
      openings: [
        { openingId: grown.openingId, version: { version: 1, stages: grown.stages } },
        { openingId: second.openingId, version: second },
        { openingId: third.openingId, version: third },
      ],
    },
  ]
}

const some = fc.nat({ max: 1_000 })
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('apply' as const),
      opening: some,
      person: fc.nat({ max: 3 }),
      channel: fc.constantFrom('form', 'meta_lead'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('advance' as const),
      application: some,
      steps: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('retract' as const), application: some }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('end' as const),
      application: some,
      outcome: fc.constantFrom('hired' as const, 'rejected' as const, 'no_show' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('fold' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('count' as const) }) },
)
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never

const one = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % items.length]

/** What the rules forbid simply does not happen in a history. */
const unlessRefused = async <Result>(work: Promise<Result>): Promise<Result | undefined> => {
  try {
    return await work
  } catch (error) {
    if (Failure.is(error) && (error.code.startsWith('funnel.') || error.code === 'conflict')) return undefined
    throw error
  }
}

const live = async (firms: readonly [Firm, Firm], history: readonly (Act & { readonly firm: 0 | 1 })[]) => {
  const known: [ApplicationView[], ApplicationView[]] = [[], []]
  for (const { firm: which, ...step } of history) {
    const { companyId, openings } = firms[which]
    const call = callFor(companyId)
    const target = 'application' in step ? one(known[which], step.application) : undefined
    const change = async (
      work: (
        funnel: FunnelService,
        on: { applicationId: ApplicationView['id']; expectedVersion: number },
      ) => Promise<ApplicationView>,
    ) => {
      if (!target) return
      const changed = await unlessRefused(
        withFunnel(db.app, companyId, (funnel) =>
          work(funnel, { applicationId: target.id, expectedVersion: target.version }),
        ),
      )
      if (changed) known[which][known[which].indexOf(target)] = changed
    }
    if (step.does === 'fold') await foldCounters({ database: db.system })
    if (step.does === 'count') await expectTheNumbers(firms[which])
    if (step.does === 'apply') {
      const { openingId } = one(openings, step.opening)!
      const candidate = { name: 'Ana', phone: `55 1234 567${step.person}` }
      const source = { channel: step.channel }
      const made = await unlessRefused(
        withFunnel(db.app, companyId, (funnel) => funnel.apply({ openingId, candidate, source }, call)),
      )
      if (made) known[which].push(made)
    }
    if (step.does === 'advance' && target) {
      const { stages } = openings.find(({ openingId }) => openingId === target.openingId)!.version
      const to = stages[stages.findIndex(({ id }) => id === target.stage.id) + step.steps]?.id ?? 'nowhere'
      await change((funnel, on) => funnel.advance({ ...on, to, via: step.steps > 1 ? 'skip' : 'advance' }, call))
    }
    if (step.does === 'retract') await change((funnel, on) => funnel.retract(on, call))
    if (step.does === 'end')
      await change((funnel, on) => funnel.setOutcome({ ...on, outcome: step.outcome, reason: 'so it is' }, call))
  }
}

/** The company's scopes, each with what its events say. */
const expected = async ({ companyId, openings }: Firm) => {
  await using session = await db.app.session({ companyId })
  const events = await session.query<EventRow>(
    'select application_id, type, data from funnel.application_events order by application_id, version',
  )
  const whole = {
    openingId: undefined,
    ...bruteForceFunnel(
      events,
      openings.map(({ version }) => version),
    ),
  }
  const parts = openings.map(({ openingId, version }) => ({
    openingId,
    ...bruteForceFunnel(
      events.filter(({ data }) => data.openingId === openingId),
      [version],
    ),
  }))
  return [whole, ...parts]
}

const expectTheNumbers = async (firm: Firm): Promise<void> => {
  for (const { openingId, total, outcomes, buckets } of await expected(firm)) {
    const answer = await withFunnel(db.app, firm.companyId, (funnel) =>
      funnel.buckets({ companyId: firm.companyId, ...(openingId ? { openingId } : {}) }),
    )
    expect(answer.checks.conservation).toBe(true)
    expect(answer.total).toBe(total)
    expect(Object.fromEntries(Object.entries(answer.outcomes).filter(([, count]) => count > 0))).toEqual(outcomes)
    expect(
      answer.buckets.map(({ stageId, active, visited, reached }) => ({ stageId, active, visited, reached })),
    ).toEqual(buckets.map(({ stageId, active, visited, reached }) => ({ stageId, active, visited, reached })))
    for (const [bar, next] of answer.buckets.map((bucket, place) => [bucket, answer.buckets[place + 1]] as const)) {
      expect(bar.reached).toBeGreaterThanOrEqual(next?.reached ?? 0)
    }
  }
}

/** Behind every number of the funnel are the rows that it counts. */
const expectTheRows = async (firm: Firm): Promise<void> => {
  await withFunnel(db.app, firm.companyId, async (funnel) => {
    const ids = async (filter: object) =>
      (await funnel.applications({ ...filter, limit: 100 })).items.map(({ id }) => id).toSorted()
    for (const { openingId, buckets } of await expected(firm)) {
      const scope = openingId ? { openingId } : {}
      for (const { stageId, standing, come } of buckets) {
        expect(await ids({ ...scope, reached: stageId })).toEqual(come)
        expect(await ids({ ...scope, stage: stageId, outcome: 'active' })).toEqual(standing)
      }
    }
  })
}

describe('the numbers of the funnel', () => {
  test('equal a fold of the events by hand, for any history, and are the rows behind them', async () => {
    const history = fc.array(fc.tuple(act, fc.constantFrom(0 as const, 1 as const)), {
      minLength: 10,
      maxLength: 60,
      size: 'max',
    })
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const firms = await twoFirms()
        await live(
          firms,
          steps.map(([step, firm]) => ({ ...step, firm })),
        )
        for (const firm of firms) {
          await expectTheNumbers(firm)
          await expectTheRows(firm)
        }
      }),
      { numRuns: 12 },
    )
  })
})
