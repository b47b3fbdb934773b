import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '../src/infra/db/migrate.ts'
import { embeddedPostgres } from '../src/testing/postgres/embedded-postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server with a migrated database to copy: `cloneDatabase(inject('postgres'))`. */
    readonly postgres: { readonly url: string; readonly template: string }
  }
}

/** One PostgreSQL for all integration tests of a run. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const directory = await mkdtemp(join(tmpdir(), 'baltra-test-'))
  const postgres = await embeddedPostgres({ directory, settings: { fsync: 'off', full_page_writes: 'off' } })
  const template = 'baltra_template'
  await migrate({ url: await postgres.createDatabase(template) })
  project.provide('postgres', { url: postgres.url, template })
  return async () => {
    await postgres[Symbol.asyncDispose]()
    await rm(directory, { recursive: true, force: true })
  }
}
