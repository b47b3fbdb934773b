import { boolean, integer, pgSchema, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { DocumentKind } from '../../../domain/models/onboarding/document-kind.ts'
import type { CaseId, DocumentId } from '../../../domain/models/onboarding/events.ts'
import type { CaseStatus, DocumentStatus } from '../../../domain/models/onboarding/onboarding-case.ts'

const onboarding = pgSchema('onboarding')

export const cases = onboarding.table('cases', {
  id: uuid('id').$type<CaseId>().primaryKey(),
  companyId: uuid('company_id').notNull(),
  applicationId: uuid('application_id').notNull(),
  status: text('status').$type<CaseStatus>().notNull(),
  openedAt: timestamp('opened_at', { withTimezone: true, mode: 'date' }).notNull(),
  version: integer('version').notNull(),
})

export const documents = onboarding.table('documents', {
  id: uuid('id').$type<DocumentId>().primaryKey(),
  companyId: uuid('company_id').notNull(),
  caseId: uuid('case_id').$type<CaseId>().notNull(),
  position: smallint('position').notNull(),
  kind: text('kind').$type<DocumentKind>().notNull(),
  required: boolean('required').notNull(),
  status: text('status').$type<DocumentStatus>().notNull(),
})
