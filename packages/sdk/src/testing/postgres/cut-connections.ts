import { runOn } from './create-database.ts'

/**
 * Ends the connections to a database that a client of this name has open (`database({ url, name })`), and waits until they
 * have ended. This is what the death of a process does: what they had not committed is rolled back, their locks are let go.
 * `url` is that of a superuser.
 */
export const cutConnections = ({ url, name }: { readonly url: string; readonly name: string }): Promise<void> =>
  runOn(
    url,
    (client) =>
      `select pg_terminate_backend(pid, 10000) from pg_stat_activity
       where datname = current_database() and application_name = ${client.escapeLiteral(name)}`,
  )
