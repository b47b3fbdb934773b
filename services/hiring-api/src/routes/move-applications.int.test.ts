import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { assertInvalid, assertProblem } from '../../test/assert-problem.ts'
import { runningApi, type Company, type RunningApi } from '../../test/running-api.ts'
import '../../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: RunningApi
let company: Company

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = await runningApi(clone.url)
  company = await api.company()
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

const applied = async (): Promise<string> => (await company.apply()).body.id as string
const stage = (kind: string): string => company.stages.find((one) => one.kind === kind)!.id
const read = async (id: string) => (await company.get(`/v1/applications/${id}`)).body

describe('advancing', () => {
  test('goes to the next stage, by its kind or id', async () => {
    for (const to of ['screened', stage('screened')]) {
      const id = await applied()
      const answer = await company.advance(id, { to, expectedVersion: 1 })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({
        id,
        stage: { id: stage('screened'), kind: 'screened', name: 'Stage screened' },
        version: 2,
      })
      expect(await read(id)).toEqual(answer.body)
    }
  })

  test('leaves out stages only on purpose', async () => {
    const id = await applied()
    assertProblem(await company.advance(id, { to: 'offered', expectedVersion: 1 }), 422, 'funnel.stage_skipped')
    const answer = await company.advance(id, { to: 'offered', expectedVersion: 1, via: 'skip' })
    expect(answer.body).toMatchObject({ stage: { kind: 'offered' }, version: 2 })
  })

  test('with a stale or a future version is a conflict, and changes nothing', async () => {
    const id = await applied()
    await company.advance(id, { to: 'screened', expectedVersion: 1 })
    for (const expectedVersion of [1, 3]) {
      assertProblem(await company.advance(id, { to: 'interview_scheduled', expectedVersion }), 409, 'conflict')
    }
    expect(await read(id)).toMatchObject({ stage: { kind: 'screened' }, version: 2 })
  })

  test('by several who saw the same version lets one through', async () => {
    const id = await applied()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => company.advance(id, { to: 'screened', expectedVersion: 1 })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) assertProblem(answer, 409, 'conflict')
  })

  test('backwards, on the spot, to nowhere, or after the end is refused by name', async () => {
    const id = await applied()
    await company.advance(id, { to: 'screened', expectedVersion: 1 })
    for (const to of ['applied', 'lead', 'screened', stage('applied')]) {
      assertProblem(await company.advance(id, { to, expectedVersion: 2, via: 'skip' }), 422, 'funnel.not_forward')
    }
    for (const to of ['nowhere', company.companyId, '__proto__', 'constructor']) {
      assertProblem(await company.advance(id, { to, expectedVersion: 2 }), 422, 'funnel.unknown_stage')
    }
    await company.outcome(id, { outcome: 'withdrawn', expectedVersion: 2 })
    assertProblem(
      await company.advance(id, { to: 'offered', expectedVersion: 3, via: 'skip' }),
      422,
      'funnel.not_active',
    )
  })

  test('takes no other company’s stage', async () => {
    const other = await api.company()
    const { id } = (await company.apply()).body
    assertProblem(
      await company.advance(id, { to: other.stages[2]!.id, expectedVersion: 1 }),
      422,
      'funnel.unknown_stage',
    )
  })

  test.each([
    [{ expectedVersion: 1 }, 'to'],
    [{ to: 'screened' }, 'expectedVersion'],
    [{ to: 'screened', expectedVersion: 0 }, 'expectedVersion'],
    [{ to: 'screened', expectedVersion: '1' }, 'expectedVersion'],
    [{ to: 'screened', expectedVersion: 1.5 }, 'expectedVersion'],
    [{ to: 'screened', expectedVersion: 1e300 }, 'expectedVersion'],
    [{ to: '', expectedVersion: 1 }, 'to'],
    [{ to: ['screened'], expectedVersion: 1 }, 'to'],
    [{ to: 'screened', expectedVersion: 1, via: 'bulk' }, 'via'],
    [{ to: 'screened', expectedVersion: 1, applicationId: 'x' }, 'applicationId'],
  ])('refuses %j', async (body, path) => assertInvalid(await company.advance(await applied(), body), path))

  test('of what does not exist is 404', async () => {
    for (const id of [company.companyId, 'x']) {
      assertProblem(await company.advance(id, { to: 'screened', expectedVersion: 1 }), 404, 'not_found')
      assertProblem(await company.outcome(id, { outcome: 'hired', expectedVersion: 1 }), 404, 'not_found')
      assertProblem(await company.retract(id, { expectedVersion: 1 }), 404, 'not_found')
    }
  })

  test('with the largest version there is conflicts', async () => {
    assertProblem(
      await company.advance(await applied(), { to: 'screened', expectedVersion: Number.MAX_SAFE_INTEGER }),
      409,
      'conflict',
    )
  })
})

describe('an outcome', () => {
  test('ends the application where it stands', async () => {
    const id = await applied()
    const answer = await company.outcome(id, { outcome: 'rejected', reason: 'no papers', expectedVersion: 1 })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ id, outcome: 'rejected', stage: { kind: 'applied' }, version: 2 })
    assertProblem(await company.outcome(id, { outcome: 'hired', expectedVersion: 2 }), 422, 'funnel.not_active')
  })

  test('of rejection needs its reason, the others may have one', async () => {
    const id = await applied()
    const answer = await company.outcome(id, { outcome: 'rejected', expectedVersion: 1 })
    assertProblem(answer, 422, 'funnel.reason_required')
    expect(answer.body.errors).toMatchObject([{ path: 'reason' }])
    assertInvalid(await company.outcome(id, { outcome: 'rejected', reason: ' ', expectedVersion: 1 }), 'reason')
    expect((await company.outcome(id, { outcome: 'withdrawn', expectedVersion: 1 })).status).toBe(200)
  })

  test('that is none is refused, and a stale version is a conflict', async () => {
    const id = await applied()
    for (const outcome of ['active', 'nothing', null, 1]) {
      assertInvalid(await company.outcome(id, { outcome, expectedVersion: 1 }), 'outcome')
    }
    assertProblem(await company.outcome(id, { outcome: 'hired', expectedVersion: 2 }), 409, 'conflict')
  })
})

describe('taking a move back', () => {
  const reached = async (kind: string): Promise<number> => {
    const { buckets } = (await company.get(`/v1/companies/${company.companyId}/funnel`)).body
    return (buckets as { kind: string; reached: number }[]).find((bucket) => bucket.kind === kind)!.reached
  }

  test('puts it where it was, and it was not reached', async () => {
    const id = await applied()
    const before = await reached('offered')
    await company.advance(id, { to: 'offered', expectedVersion: 1, via: 'skip' })
    expect(await reached('offered')).toBe(before + 1)
    const answer = await company.retract(id, { expectedVersion: 2 })
    expect(answer.body).toMatchObject({ stage: { kind: 'applied' }, version: 3, outcome: 'active' })
    expect(await reached('offered')).toBe(before)
  })

  test('when there is none, or after the end, is refused by name', async () => {
    const id = await applied()
    assertProblem(await company.retract(id, { expectedVersion: 1 }), 422, 'funnel.no_move')
    await company.advance(id, { to: 'screened', expectedVersion: 1 })
    assertProblem(await company.retract(id, { expectedVersion: 1 }), 409, 'conflict')
    await company.retract(id, { expectedVersion: 2 })
    assertProblem(await company.retract(id, { expectedVersion: 3 }), 422, 'funnel.no_move')
    await company.outcome(id, { outcome: 'withdrawn', expectedVersion: 3 })
    assertProblem(await company.retract(id, { expectedVersion: 4 }), 422, 'funnel.not_active')
  })

  test('lets it go forward again', async () => {
    const id = await applied()
    await company.advance(id, { to: 'screened', expectedVersion: 1 })
    await company.retract(id, { expectedVersion: 2 })
    expect((await company.advance(id, { to: 'screened', expectedVersion: 3 })).body).toMatchObject({
      stage: { kind: 'screened' },
      version: 4,
    })
  })
})

describe('the history', () => {
  test('tells all, oldest first: what, when, by whom and why', async () => {
    const id = await applied()
    await company.advance(id, { to: 'screened', expectedVersion: 1 })
    await company.advance(id, { to: 'offered', expectedVersion: 2, via: 'skip' })
    await company.retract(id, { expectedVersion: 3 })
    await company.outcome(id, { outcome: 'rejected', reason: 'no papers', expectedVersion: 4 })
    const { status, body } = await company.get(`/v1/applications/${id}/history`)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['items'])
    const items = body.items as Record<string, unknown>[]
    expect(items.map(({ type }) => type)).toEqual([
      'funnel.applied',
      'funnel.stage_entered',
      'funnel.stage_entered',
      'funnel.move_retracted',
      'funnel.outcome_set',
    ])
    expect(items[2]).toMatchObject({ data: { from: { kind: 'screened' }, to: { kind: 'offered' }, via: 'skip' } })
    expect(items[4]).toMatchObject({ reason: 'no papers', data: { outcome: 'rejected' } })
    const times = items.map(({ occurredAt }) => String(occurredAt))
    expect(times).toEqual(times.toSorted())
    for (const { occurredAt, recordedAt, actor } of items) {
      expect(Date.parse(recordedAt as string)).toBeGreaterThanOrEqual(Date.parse(occurredAt as string) - 1)
      expect(actor).toEqual({ kind: 'key', id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    }
  })

  test('holds no personal data', async () => {
    const { body } = await company.apply({
      candidate: { name: 'José Ñandú', phone: '55 9999 8888', email: 'jose@example.com' },
    })
    const { text } = await company.get(`/v1/applications/${body.id}/history`)
    expect(text).not.toMatch(/Ñandú|55 ?9999 ?8888|example\.com/)
  })
})
