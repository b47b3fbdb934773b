import type { ProcessRecord } from '../../../seedwork/process-record.ts'
import type { Transaction } from '../transaction.ts'

const select = `
  select version, state, steps, timers, ended_at is not null as "hasEnded" from messaging.processes
  where company_id = $1 and process = $2 and id = $3`

const insert = `
  insert into messaging.processes (company_id, process, id, version, state, steps, timers, ended_at)
  values ($1, $2, $3, $4, $5, $6, $7, case when $8 then now() end)`

const update = `
  with changed as (
    update messaging.processes set version = $4, state = $5, steps = $6, timers = $7, ended_at = case when $8 then now() end
    where company_id = $1 and process = $2 and id = $3 and version = $4 - 1
    returning 1)
  select baltra.must_have_changed(count(*), 1) from changed`

interface Which {
  readonly process: string
  readonly id: string
}

export const readProcess = async (
  transaction: Transaction,
  { process, id }: Which,
): Promise<ProcessRecord | undefined> => {
  const [row] = await transaction.query<ProcessRecord>(
    select,
    [transaction.call.companyId, process, id],
    'baltra_process',
  )
  return row
}

/** Makes the commit fail when the process took another step since it was read, or was started meanwhile. */
export const writeProcess = (transaction: Transaction, { process, id }: Which, record: ProcessRecord): void => {
  const { version, state, steps, timers, hasEnded } = record
  const kept = [state === null ? null : JSON.stringify(state), JSON.stringify(steps), JSON.stringify(timers), hasEnded]
  const values = [transaction.call.companyId, process, id, version, ...kept]
  if (version === 1) transaction.write(insert, values, 'baltra_process_insert')
  else transaction.write(update, values, 'baltra_process_update')
}
