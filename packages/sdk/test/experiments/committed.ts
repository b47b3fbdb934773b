import { Client } from 'pg'
import { z } from 'zod'
import { outboxBell } from '../../src/infra/db/index.ts'
import { writeOutbox } from '../../src/infra/db/write-outbox.ts'
import type { CompanyId } from '../../src/seedwork/call.ts'
import { defineMessage } from '../../src/seedwork/message-definition.ts'
import { uuidv7 } from '../../src/seedwork/typed-id.ts'
import { aCall } from '../a-call.ts'

export const Happened = defineMessage({
  type: 'experiment.happened',
  version: 1,
  topic: 'eventos.experiment',
  schema: z.object({ key: z.string() }),
  key: ({ key }) => key,
})

export const happened = (key: string) => {
  const { type, topic } = Happened
  const at = new Date()
  return { id: uuidv7(at.getTime()), topic, key, type, at, data: { key } }
}

export interface Writer extends AsyncDisposable {
  /**
   * Leaves one message for each key in one transaction and keeps it open, with the keys' locks held, until `ending` resolves:
   * to true for a commit. The ids of what was committed, by key.
   */
  write(keys: readonly string[], ending: Promise<boolean>): Promise<ReadonlyMap<string, string>>
}

/** A connection that writes as the unit of work does, but can be slow between its last statement and the commit. */
export const writer = async (url: string, companyId: CompanyId): Promise<Writer> => {
  const client = new Client({ connectionString: url, options: `-c role=baltra_app -c baltra.company_id=${companyId}` })
  await client.connect()
  return {
    async write(keys, ending) {
      const messages = keys.map(happened)
      await client.query('begin')
      for (const { text, values } of writeOutbox(aCall({ companyId }), messages)) await client.query(text, values)
      const isCommitted = await ending
      await client.query(isCommitted ? 'commit' : 'rollback')
      if (isCommitted) await client.query(`select pg_notify('${outboxBell}', '')`)
      return new Map(isCommitted ? messages.map(({ key, id }) => [key, id]) : [])
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}
