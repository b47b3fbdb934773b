import { systemClock, uuidv7Ids } from '@baltra/sdk'
import { openCase } from '@baltra/sdk/domain/services/onboarding'
import { onboardingUnitOfWork } from '@baltra/sdk/infra/db/onboarding'
import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { assertInvalid } from '../../test/assert-problem.ts'
import { runningApi, type Company, type RunningApi } from '../../test/running-api.ts'
import '../../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: RunningApi

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = await runningApi(clone.url)
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

/** What the worker does when it hears of an acceptance. */
const accepted = async ({ companyId, apply, profile }: Company): Promise<string> => {
  const applicationId = (await apply()).body.id as string
  const open = openCase({
    unitOfWork: onboardingUnitOfWork({ database: api.database }),
    clock: systemClock,
    ids: uuidv7Ids,
  })
  await open(
    { applicationId, country: profile.country },
    { companyId, actor: { kind: 'system', id: 'test' }, correlationId: 'test' },
  )
  return applicationId
}

describe('onboarding cases', () => {
  test.each([
    ['MX', ['ine', 'curp', 'rfc', 'nss', 'proof_of_address', 'clabe']],
    ['CO', ['cedula', 'eps', 'afp', 'arl']],
  ])('in %s ask for the documents of the country, each a row of its own', async (country, kinds) => {
    const company = await api.company({ country })
    const applicationId = await accepted(company)
    const { status, body } = await company.get(`/v1/onboarding/cases?applicationId=${applicationId}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      items: [
        {
          id: expect.any(String),
          applicationId,
          status: 'open',
          openedAt: expect.stringMatching(/Z$/),
          documents: kinds.map((kind) => ({ id: expect.any(String), kind, required: true, status: 'requested' })),
        },
      ],
    })
  })

  test('are listed newest first, or the one of an application', async () => {
    const company = await api.company()
    expect((await company.get('/v1/onboarding/cases')).body).toEqual({ items: [] })
    const [first, second] = [await accepted(company), await accepted(company)]
    const all = (await company.get('/v1/onboarding/cases')).body.items as { applicationId: string }[]
    expect(all.map(({ applicationId }) => applicationId)).toEqual([second, first])
    expect((await company.get(`/v1/onboarding/cases?applicationId=${first}`)).body.items).toEqual([all[1]])
    expect((await company.get(`/v1/onboarding/cases?applicationId=${company.companyId}`)).body).toEqual({ items: [] })
    assertInvalid(await company.get('/v1/onboarding/cases?applicationId=x'), 'applicationId')
  })
})
