import { database, PgOutbox } from '../../src/infra/db/index.ts'
import { relay } from '../../src/infra/messaging/index.ts'
import { postgresPublisher } from '../../src/infra/messaging/postgres/index.ts'

const { url } = JSON.parse(process.argv[2]!) as { readonly url: string }

const engine = database({ url, role: 'baltra_system', name: 'relay', connections: 2 })
const outbox = new PgOutbox({ database: engine })
process.send!('working')
await relay(
  { outbox, publisher: postgresPublisher({ engine }), logger: { warn: () => undefined }, emit: () => undefined },
  { signal: new AbortController().signal },
)
