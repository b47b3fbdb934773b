import { UsageError } from './usage-error.ts'

/** Where the database is. What is told of a wrong address never repeats it: it may hold a password. */
export const databaseUrl = (
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string => {
  const [origin, url] =
    option === undefined ? ['BALTRA_DATABASE_URL', environment['BALTRA_DATABASE_URL']] : ['--url', option]
  if (!url) throw new UsageError('no database is named: give --url, or set BALTRA_DATABASE_URL')
  if (!URL.canParse(url) || !/^postgres(?:ql)?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`${origin} must read postgres://user:password@host:port/database`)
  }
  return url
}
