import { randomUUID } from 'node:crypto'
import { createDatabase, runOn } from './create-database.ts'

export interface ClonedDatabase extends AsyncDisposable {
  readonly url: string
}

/** A database of a test's own, as a copy of a template that nobody is connected to. Leaving it by `await using` drops it. */
export const cloneDatabase = async ({
  url,
  template,
}: {
  readonly url: string
  readonly template: string
}): Promise<ClonedDatabase> => {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const own = await createDatabase({ url, name, template })
  return {
    url: own,
    [Symbol.asyncDispose]: () => runOn(url, (client) => `drop database ${client.escapeIdentifier(name)} with (force)`),
  }
}
