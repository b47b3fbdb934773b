import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

export interface ClonedDatabase extends AsyncDisposable {
  readonly url: string
}

/** A database of a test's own, as a copy of a template that nobody is connected to. Leaving it by `await using` drops it. */
export const cloneDatabase = async ({ url, template }: { readonly url: string; readonly template: string }): Promise<ClonedDatabase> => {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await run(url, (client) => `create database ${client.escapeIdentifier(name)} template ${client.escapeIdentifier(template)}`)
  const own = new URL(url)
  own.pathname = name
  return {
    url: own.href,
    [Symbol.asyncDispose]: () => run(url, (client) => `drop database ${client.escapeIdentifier(name)} with (force)`),
  }
}

const run = async (connectionString: string, statement: (client: Client) => string): Promise<void> => {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement(client))
  } finally {
    await client.end()
  }
}
