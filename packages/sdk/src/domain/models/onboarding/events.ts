import { z } from 'zod'
import { defineEvent, type EventOf } from '../../../seedwork/domain-event.ts'
import { typedId } from '../../../seedwork/typed-id.ts'
import { DocumentKind } from './document-kind.ts'

/** Where onboarding publishes its facts. */
export const ONBOARDING_EVENTS = 'eventos.incorporacion'

export const CaseId = typedId('CaseId')
export type CaseId = z.output<typeof CaseId>
export const DocumentId = typedId('DocumentId')
export type DocumentId = z.output<typeof DocumentId>

const subject = { caseId: CaseId, applicationId: z.uuidv7() }

/** Somebody was accepted: these documents are asked for. */
export const CaseOpened = defineEvent(
  'onboarding.case_opened',
  z.object({ ...subject, documents: z.array(z.object({ id: DocumentId, kind: DocumentKind, required: z.boolean() })) }),
)

/** The acceptance was taken back, or the application ended without a hire. */
export const CaseCancelled = defineEvent('onboarding.case_cancelled', z.object(subject))

/** Accepted after all. What was handed in before still counts. */
export const CaseReopened = defineEvent('onboarding.case_reopened', z.object(subject))

export const onboardingEvents = [CaseOpened, CaseCancelled, CaseReopened] as const
export type OnboardingEvent = EventOf<(typeof onboardingEvents)[number]>
