import { integer, jsonb, pgSchema, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { CompanyId } from '../../../seedwork/call.ts'
import type { ApplicationId, CandidateId, OpeningId, StageId, Via } from '../../../domain/models/funnel/events.ts'
import type { Outcome } from '../../../domain/models/funnel/outcome.ts'
import type { PipelineId } from '../../../domain/models/funnel/pipeline-version.ts'
import type { Source } from '../../../domain/models/funnel/source.ts'
import type { StageKind } from '../../../domain/models/funnel/stage-kind.ts'

const funnel = pgSchema('funnel')
const companyId = () => uuid('company_id').$type<CompanyId>().notNull()
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const pipelines = funnel.table('pipelines', {
  id: uuid('id').$type<PipelineId>().primaryKey(),
  companyId: companyId(),
  version: integer('version').notNull(),
})

export const stages = funnel.table('stages', {
  id: uuid('id').$type<StageId>().primaryKey(),
  companyId: companyId(),
  pipelineId: uuid('pipeline_id').$type<PipelineId>().notNull(),
  position: smallint('position').notNull(),
  kind: text('kind').$type<StageKind>().notNull(),
  name: text('name').notNull(),
})

export const openings = funnel.table('openings', {
  id: uuid('id').$type<OpeningId>().primaryKey(),
  companyId: companyId(),
  pipelineId: uuid('pipeline_id').$type<PipelineId>().notNull(),
  role: text('role').notNull(),
  site: text('site').notNull(),
  shift: text('shift').notNull(),
  headcount: integer('headcount').notNull(),
  status: text('status').$type<'open' | 'closed'>().notNull(),
  country: text('country').notNull(),
})

export const leadForms = funnel.table('lead_forms', {
  companyId: companyId(),
  formId: text('form_id').notNull(),
  openingId: uuid('opening_id').$type<OpeningId>().notNull(),
})

export const candidates = funnel.table('candidates', {
  id: uuid('id').$type<CandidateId>().primaryKey(),
  companyId: companyId(),
  phone: text('phone').notNull(),
  name: text('name').notNull(),
  email: text('email'),
})

export const applications = funnel.table('applications', {
  id: uuid('id').$type<ApplicationId>().primaryKey(),
  companyId: companyId(),
  openingId: uuid('opening_id').$type<OpeningId>().notNull(),
  candidateId: uuid('candidate_id').$type<CandidateId>().notNull(),
  attempt: integer('attempt').notNull(),
  stageId: uuid('stage_id').$type<StageId>().notNull(),
  furthest: smallint('furthest').notNull(),
  outcome: text('outcome').$type<Outcome>().notNull(),
  source: jsonb('source').$type<Source>().notNull(),
  appliedAt: instant('applied_at').notNull(),
  version: integer('version').notNull(),
})

export const stageVisits = funnel.table('stage_visits', {
  companyId: companyId(),
  applicationId: uuid('application_id').$type<ApplicationId>().notNull(),
  ordinal: integer('ordinal').notNull(),
  stageId: uuid('stage_id').$type<StageId>().notNull(),
  via: text('via').$type<Via>().notNull(),
  enteredAt: instant('entered_at').notNull(),
  retractedAt: instant('retracted_at'),
})

export const applicationEvents = funnel.table('application_events', {
  id: uuid('id').primaryKey(),
  companyId: companyId(),
  applicationId: uuid('application_id').$type<ApplicationId>().notNull(),
  version: integer('version').notNull(),
  type: text('type').notNull(),
  data: jsonb('data').$type<Record<string, unknown>>().notNull(),
  reason: text('reason'),
  actor: jsonb('actor').$type<{ kind: 'key' | 'consumer' | 'system'; id: string }>().notNull(),
  occurredAt: instant('occurred_at').notNull(),
  recordedAt: instant('recorded_at').notNull().defaultNow(),
})

export const leads = funnel.table('leads', {
  companyId: companyId(),
  leadgenId: text('leadgen_id').notNull(),
  pageId: text('page_id').notNull(),
  formId: text('form_id').notNull(),
  adId: text('ad_id'),
  receivedAt: instant('received_at').notNull(),
  applicationId: uuid('application_id').$type<ApplicationId>(),
})
