import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@baltra/sdk/infra/db'
import { embeddedPostgres } from '@baltra/sdk/testing'

/** A fresh PostgreSQL of its own, with this package's schema and the server's own, durable settings; gone afterwards. */
export const withPostgres = async <Result>(work: (url: string) => Promise<Result>): Promise<Result> => {
  const directory = await mkdtemp(join(tmpdir(), 'baltra-bench-'))
  try {
    await using postgres = await embeddedPostgres({ directory })
    await migrate({ url: postgres.url })
    return await work(postgres.url)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
