import { z } from 'zod'
import type { EventOf } from '../../../seedwork/domain-event.ts'
import { defineMessage } from '../../../seedwork/message-definition.ts'
import { typedId } from '../../../seedwork/typed-id.ts'
import { DocumentKind } from './document-kind.ts'

export const CaseId = typedId('CaseId')
export type CaseId = z.output<typeof CaseId>
export const DocumentId = typedId('DocumentId')
export type DocumentId = z.output<typeof DocumentId>

const subject = { caseId: CaseId, applicationId: z.uuidv7() }
const published = {
  version: 1,
  topic: 'eventos.incorporacion',
  key: ({ caseId }: { readonly caseId: CaseId }) => caseId,
} as const

/** Somebody was accepted: these documents are asked for. */
export const CaseOpened = defineMessage({
  ...published,
  type: 'onboarding.case_opened',
  schema: z.object({
    ...subject,
    documents: z.array(z.object({ id: DocumentId, kind: DocumentKind, required: z.boolean() })),
  }),
})

/** The acceptance was taken back, or the application ended without a hire. */
export const CaseCancelled = defineMessage({
  ...published,
  type: 'onboarding.case_cancelled',
  schema: z.object(subject),
})

/** Accepted after all. What was handed in before still counts. */
export const CaseReopened = defineMessage({
  ...published,
  type: 'onboarding.case_reopened',
  schema: z.object(subject),
})

export const onboardingEvents = [CaseOpened, CaseCancelled, CaseReopened] as const
export type OnboardingEvent = EventOf<(typeof onboardingEvents)[number]>
