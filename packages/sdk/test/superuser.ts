import { Client } from 'pg'

export interface Superuser extends AsyncDisposable {
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  /** Ends the connections of this database that a client named so has open, as a restart of the server would; how many. */
  terminate(applicationName: string): Promise<number>
}

/** Whom no row-level security stops: to look at everything, and to break connections. */
export const superuser = async (url: string): Promise<Superuser> => {
  const client = new Client({ connectionString: url, application_name: 'superuser' })
  await client.connect()
  const query = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await client.query(text, [...values])).rows as Row[]
  return {
    query,
    async terminate(applicationName) {
      const ended = await query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1',
        [applicationName],
      )
      return ended.length
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}
