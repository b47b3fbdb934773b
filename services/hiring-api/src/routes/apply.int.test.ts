import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newPhone } from '../../test/a-company.ts'
import { assertInvalid, assertProblem } from '../../test/assert-problem.ts'
import { asSuperuser, runningApi, type Company, type RunningApi } from '../../test/running-api.ts'
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

const uuidv7 = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

describe('an application by form', () => {
  test('is answered as it stands in the funnel', async () => {
    const answer = await company.apply({
      candidate: { name: ' José Ñandú ', phone: '55 1234 5678', email: 'jose@example.com' },
    })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      id: uuidv7,
      candidateId: uuidv7,
      openingId: company.openingId,
      attempt: 1,
      candidate: { name: 'José Ñandú', phone: '+525512345678' },
      stage: { id: company.stages[1]!.id, kind: 'applied', name: 'Stage applied' },
      outcome: 'active',
      version: 1,
      source: { channel: 'form' },
      appliedAt: instant,
    })
  })

  test('of somebody who is active on the opening names the application that is', async () => {
    const first = await company.apply({ candidate: { name: 'Ana', phone: '+52 1 55 4444 3333' } })
    for (const phone of [
      '+52 55 4444 3333',
      '5544443333',
      '044 55 4444 3333',
      '0052 55-4444-3333',
      '+52 1 (55) 4444.3333',
    ]) {
      const again = await company.apply({ candidate: { name: 'Ana again', phone } })
      assertProblem(again, 409, 'funnel.already_applied')
      expect(again.body.applicationId).toBe(first.body.id)
    }
  })

  test('of somebody whose last one ended is another attempt of the same person', async () => {
    const candidate = { name: 'Ana', phone: newPhone() }
    const first = await company.apply({ candidate })
    await company.outcome(first.body.id, { outcome: 'withdrawn', expectedVersion: 1 })
    const second = await company.apply({ candidate })
    expect(second.status).toBe(201)
    expect(second.body).toMatchObject({ attempt: 2, candidateId: first.body.candidateId, outcome: 'active' })
    expect(second.body.id).not.toBe(first.body.id)
  })

  test('on another opening is another application of the same person', async () => {
    const candidate = { name: 'Ana', phone: newPhone() }
    const first = await company.apply({ candidate })
    const second = await company.apply({ candidate, openingId: company.otherOpeningId })
    expect(second.status).toBe(201)
    expect(second.body).toMatchObject({
      attempt: 1,
      candidateId: first.body.candidateId,
      openingId: company.otherOpeningId,
    })
  })

  test('of one person many times at once is one application', async () => {
    const candidate = { name: 'Ana', phone: newPhone() }
    const answers = await Promise.all(Array.from({ length: 20 }, () => company.apply({ candidate })))
    const made = answers.filter(({ status }) => status === 201)
    expect(made).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      assertProblem(answer, 409, 'funnel.already_applied')
      expect(answer.body.applicationId).toBe(made[0]?.body.id)
    }
  })

  test('keeps its source, given as a word or as what brought it', async () => {
    const byWord = await company.apply({ source: ' feria de empleo ' })
    expect(byWord.body.source).toEqual({ channel: 'feria de empleo' })
    const source = { channel: 'whatsapp', ctwaClid: 'clid', campaignId: '1', partnerId: 'p', utmSource: 'x' }
    const asObject = await company.apply({ source })
    expect(asObject.body.source).toEqual(source)
    const withoutChannel = await company.apply({ source: { partnerId: 'p' } })
    expect(withoutChannel.body.source).toEqual({ channel: 'form', partnerId: 'p' })
  })

  test('that says it is a Meta lead enters at the lead stage', async () => {
    const { body } = await company.apply({ source: 'meta_lead' })
    expect(body.stage.kind).toBe('lead')
  })

  test('to an opening that nobody knows is 404', async () => {
    assertProblem(await company.apply({ openingId: company.companyId }), 404, 'not_found')
  })

  test('to a closed opening is refused', async () => {
    const other = await api.company()
    await asSuperuser(clone.url, ["update funnel.openings set status = 'closed' where id = $1", [other.openingId]])
    assertProblem(await other.apply(), 422, 'funnel.opening_closed')
  })
})

describe('a candidate who can not be', () => {
  test.each([
    ['12', 'funnel.invalid_phone'],
    ['+52 55 1234 567', 'funnel.invalid_phone'],
    ['call me', 'funnel.invalid_phone'],
    ['٥٥١٢٣٤٥٦٧٨', 'funnel.invalid_phone'],
    ['+', 'funnel.invalid_phone'],
    ['+1', 'funnel.invalid_phone'],
    ['0000000000', 'funnel.invalid_phone'],
    ['555-1234 ext. 5', 'funnel.invalid_phone'],
  ])('has the phone %j: the field is named, and what is wrong', async (phone, code) => {
    const answer = await company.apply({ candidate: { name: 'Ana', phone } })
    assertProblem(answer, 422, code)
    expect(answer.body.errors).toEqual([
      { path: 'candidate.phone', message: expect.stringMatching(/digits|begins with 0/) },
    ])
    expect(answer.body.detail).toContain('candidate.phone')
    if (phone.length > 4) expect(answer.text).not.toContain(phone)
  })

  test('is told everything at once, by path', async () => {
    const answer = await company.post('/v1/applications', {
      openingId: 'x',
      candidate: { name: '  ', phone: 5, email: 'nobody', age: 3 },
      source: { channel: 'form', colour: 'red' },
      more: true,
    })
    assertProblem(answer, 400, 'invalid_input')
    expect((answer.body.errors as { path: string }[]).map(({ path }) => path).toSorted()).toEqual([
      'candidate.age',
      'candidate.email',
      'candidate.name',
      'candidate.phone',
      'more',
      'openingId',
      'source.colour',
    ])
  })

  test('lacks what is required', async () => {
    assertInvalid(await company.post('/v1/applications', {}), 'openingId', 'candidate')
    assertInvalid(await company.apply({ candidate: { name: 'Ana' } }), 'candidate.phone')
    assertInvalid(await company.apply({ candidate: { phone: newPhone() } }), 'candidate.name')
  })
})

describe('a name', () => {
  test.each([
    '👩🏽‍🏭 Ana 🎉',
    'عائشة بنت محمد',
    'שרה כהן',
    '정민',
    'Ñ',
    'O’Brien-Smith, Jr.',
    'é'.normalize('NFD'),
    'x'.repeat(200),
  ])('of anybody is kept as it is: %s', async (name) => {
    const { status, body } = await company.apply({ candidate: { name, phone: newPhone() } })
    expect({ status, name: body.candidate?.name }).toEqual({ status: 201, name })
    const read = await company.get(`/v1/applications/${body.id}`)
    expect(read.body.candidate.name).toBe(name)
  })

  test.each([
    ['of 201 characters', 'x'.repeat(201)],
    ['of 10,000 characters', 'x'.repeat(10_000)],
    ['with NUL', 'A\u0000na'],
    ['with half a pair', 'A\ud800na'],
    ['with a control character', 'A\u0007na'],
    ['of nothing', ''],
    ['of space', ' \u00a0\u2003'],
  ])('%s is refused', async (_what, name) => {
    assertInvalid(await company.apply({ candidate: { name, phone: newPhone() } }), 'candidate.name')
  })
})
