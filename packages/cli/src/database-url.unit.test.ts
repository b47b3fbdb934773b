import { expect, test } from 'vitest'
import { databaseUrl } from './database-url.ts'
import { UsageError } from './usage-error.ts'

const one = 'postgres://u:p@one:5432/d'
const other = 'postgresql://u:p@other/d'

test('the option goes before the environment', () => {
  expect(databaseUrl(one, { BALTRA_DATABASE_URL: other })).toBe(one)
  expect(databaseUrl(undefined, { BALTRA_DATABASE_URL: other })).toBe(other)
})

test.each([
  [undefined, {}, 'no database is named: give --url, or set BALTRA_DATABASE_URL'],
  [undefined, { BALTRA_DATABASE_URL: '' }, 'no database is named: give --url, or set BALTRA_DATABASE_URL'],
  ['mysql://u:hunter22@h/d', {}, '--url must read postgres://user:password@host:port/database'],
  [
    undefined,
    { BALTRA_DATABASE_URL: 'hunter22' },
    'BALTRA_DATABASE_URL must read postgres://user:password@host:port/database',
  ],
])('%s with %j is refused, without being repeated', (option, environment, message) => {
  expect(() => databaseUrl(option, environment)).toThrow(new UsageError(message))
})
