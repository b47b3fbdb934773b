import { Client } from 'pg'

/** Runs one statement by a connection of its own. */
export const runOn = async (connectionString: string, statement: (client: Client) => string): Promise<void> => {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 })
  // A connection that the server ends while it is idle would else end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement(client))
  } finally {
    await client.end()
  }
}

/** Makes a database of `url`'s server as a copy of another, and gives its address. */
export const createDatabase = async ({
  url,
  name,
  template,
}: {
  url: string
  name: string
  template: string
}): Promise<string> => {
  await runOn(
    url,
    (client) => `create database ${client.escapeIdentifier(name)} template ${client.escapeIdentifier(template)}`,
  )
  const own = new URL(url)
  own.pathname = name
  return own.href
}
