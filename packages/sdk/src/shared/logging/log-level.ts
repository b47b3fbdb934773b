import { z } from 'zod'

/** The least important line that is written; also a schema for the settings of a service. */
export const LogLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
export type LogLevel = z.output<typeof LogLevel>
