import type { Application, ApplicationState } from '../../../domain/models/funnel/application.ts'
import type { FunnelEvent } from '../../../domain/models/funnel/events.ts'
import type { Tally } from '../../../domain/models/funnel/tally.ts'
import type { Transaction } from '../transaction.ts'

interface Change {
  /** As it was loaded; `undefined` for a new one. */
  readonly before: ApplicationState | undefined
  readonly change: readonly Tally[]
  readonly events: readonly (FunnelEvent & { readonly id: string })[]
}

const insert = `
  insert into funnel.applications
    (id, company_id, opening_id, candidate_id, attempt, stage_id, furthest, outcome, source, applied_at, version)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

const update = `
  with changed as (
    update funnel.applications set stage_id = $2, furthest = $3, outcome = $4, version = $5
    where id = $1 and version = $6 returning 1)
  select baltra.must_have_changed(count(*), 1) from changed`

const visits = `
  insert into funnel.stage_visits (company_id, application_id, ordinal, stage_id, via, entered_at, retracted_at)
  select $1, $2, * from unnest($3::int[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[])
  on conflict (application_id, ordinal) do update set retracted_at = excluded.retracted_at`

const history = `
  insert into funnel.application_events (company_id, application_id, actor, id, version, type, data, reason, occurred_at)
  select $1, $2, $3, * from unnest($4::uuid[], $5::int[], $6::text[], $7::jsonb[], $8::text[], $9::timestamptz[])`

const deltas = `
  insert into funnel.counter_deltas (company_id, opening_id, metric, key, delta)
  select $1, $2, * from unnest($3::text[], $4::text[], $5::int[])`

/** State, visits, history and counter deltas: prepared statements that nobody waits for before the commit. */
export const writeApplication = (transaction: Transaction, application: Application, changes: Change): void => {
  writeState(transaction, application)
  writeVisits(transaction, application, changes)
  writeHistory(transaction, application, changes)
  writeDeltas(transaction, application, changes)
}

const writeState = (
  { write, call }: Transaction,
  { id, opening, stage, snapshot, storedVersion, version, furthest }: Application,
): void => {
  const { candidateId, attempt, source, outcome, appliedAt } = snapshot
  const standing = [stage.id, furthest, outcome]
  if (storedVersion > 0) return write(update, [id, ...standing, version, storedVersion], 'funnel_application_update')
  const birth = [
    id,
    call.companyId,
    opening.id,
    candidateId,
    attempt,
    ...standing,
    JSON.stringify(source),
    appliedAt,
    version,
  ]
  write(insert, birth, 'funnel_application_insert')
}

const writeVisits = ({ write, call }: Transaction, { id, snapshot }: Application, { before }: Change): void => {
  const moved = snapshot.visits
    .map((visit, ordinal) => ({ visit, ordinal }))
    .filter(({ visit, ordinal }) => visit !== before?.visits[ordinal])
  if (moved.length === 0) return
  const columns = [
    moved.map(({ ordinal }) => ordinal),
    moved.map(({ visit }) => visit.stage.id),
    moved.map(({ visit }) => visit.via),
    moved.map(({ visit }) => visit.enteredAt),
    moved.map(({ visit }) => visit.retractedAt ?? null),
  ]
  write(visits, [call.companyId, id, ...columns], 'funnel_visits')
}

const writeHistory = ({ write, call }: Transaction, { id, storedVersion }: Application, { events }: Change): void => {
  const columns = [
    events.map((event) => event.id),
    events.map((_, index) => storedVersion + index + 1),
    events.map(({ type }) => type),
    events.map(({ data }) => JSON.stringify(data)),
    events.map(({ reason }) => reason ?? null),
    events.map(({ at }) => at),
  ]
  write(history, [call.companyId, id, JSON.stringify(call.actor), ...columns], 'funnel_history')
}

const writeDeltas = ({ write, call }: Transaction, { opening }: Application, { change }: Change): void => {
  if (change.length === 0) return
  const columns = [change.map(({ metric }) => metric), change.map(({ key }) => key), change.map(({ count }) => count)]
  write(deltas, [call.companyId, opening.id, ...columns], 'funnel_deltas')
}
