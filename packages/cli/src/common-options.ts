import type { Options } from './command.ts'

/** What every command takes. */
export const commonOptions = {
  url: {
    type: 'string',
    value: '<url>',
    about: 'postgres://user:password@host:port/database; by default BALTRA_DATABASE_URL',
  },
  json: { type: 'boolean', about: 'print JSON for programs' },
  help: { type: 'boolean', about: 'this text' },
} as const satisfies Options
