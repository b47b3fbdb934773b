import { z } from 'zod'
import { DocumentKind } from './document-kind.ts'
import { CaseId, DocumentId } from './events.ts'
import { CaseStatus, DocumentStatus } from './onboarding-case.ts'

/** A case as it is told to the outside. */
export const CaseView = z.object({
  id: CaseId,
  applicationId: z.uuidv7(),
  status: CaseStatus,
  openedAt: z.iso.datetime(),
  documents: z.array(
    z.object({
      id: DocumentId,
      kind: DocumentKind,
      required: z.boolean(),
      status: DocumentStatus,
    }),
  ),
})
export type CaseView = z.output<typeof CaseView>
