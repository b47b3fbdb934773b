import { describe, expect, test } from 'vitest'
import { testId } from '../../../../test/an-opening.ts'
import { given } from '../../../testing/story.ts'
import { CaseCancelled, CaseId, CaseOpened, CaseReopened, DocumentId } from './events.ts'
import { CaseStatus, OnboardingCase, type CaseState } from './onboarding-case.ts'

const at = new Date('2026-11-24T12:00:00Z')
const subject = { id: CaseId.parse(testId(1)), applicationId: testId(2) }
const document = { id: DocumentId.parse(testId(3)), kind: 'curp' as const }
const inStatus = (status: CaseStatus): OnboardingCase => {
  const state: CaseState = {
    ...subject,
    status,
    openedAt: at,
    documents: [{ ...document, required: true, status: 'approved' }],
  }
  return OnboardingCase.restore(state, 1)
}

describe('an onboarding case', () => {
  test('opens with every document asked for', () => {
    const opened = OnboardingCase.open({ ...subject, documents: [document] }, { at })
    expect(opened.recorded).toEqual([
      {
        type: CaseOpened.type,
        at,
        data: {
          caseId: subject.id,
          applicationId: subject.applicationId,
          documents: [{ ...document, required: true }],
        },
      },
    ])
    expect(opened.snapshot).toMatchObject({
      status: 'open',
      openedAt: at,
      documents: [{ kind: 'curp', required: true, status: 'requested' }],
    })
  })

  test.each(CaseStatus.options.filter((status) => !['cancelled', 'showed_up'].includes(status)))(
    'is cancelled while %s',
    (status) => {
      given(inStatus(status))
        .when((it) => it.cancel({ at }))
        .then({ type: CaseCancelled.type, at, data: { caseId: subject.id, applicationId: subject.applicationId } })
    },
  )

  test('is then cancelled, and can be cancelled no more', () => {
    const it = inStatus('documents')
    it.cancel({ at })
    expect(it.snapshot.status).toBe('cancelled')
    given(it)
      .when((again) => again.cancel({ at }))
      .thenNothing()
  })

  test.each(['cancelled', 'showed_up'] as const)('cancelling does nothing once it is %s', (status) => {
    given(inStatus(status))
      .when((it) => it.cancel({ at }))
      .thenNothing()
  })

  test('reopens when it was cancelled, and what was handed in still counts', () => {
    const cancelled = inStatus('cancelled')
    given(cancelled)
      .when((it) => it.reopen({ at }))
      .then({ type: CaseReopened.type, at, data: { caseId: subject.id } })
    expect(cancelled.snapshot).toMatchObject({ status: 'open', documents: [{ status: 'approved' }] })
  })

  test.each(CaseStatus.options.filter((status) => status !== 'cancelled'))(
    'reopening does nothing while %s',
    (status) => {
      given(inStatus(status))
        .when((it) => it.reopen({ at }))
        .thenNothing()
    },
  )
})
