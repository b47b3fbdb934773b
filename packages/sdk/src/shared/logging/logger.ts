import { createRequire } from 'node:module'
import type { Logger as Pino, pino } from 'pino'
import type { LogLevel } from './log-level.ts'
import { redacted } from './redacted.ts'

/** Writes a line. The fields are for programs, the message is for people and always the same for the same occasion. */
export interface Log {
  (message: string): void
  (fields: object, message: string): void
}

export interface Logger {
  readonly trace: Log
  readonly debug: Log
  readonly info: Log
  readonly warn: Log
  readonly error: Log
  /** A logger that adds these fields to each of its lines. */
  child(fields: object): Logger
}

export interface LoggerOptions {
  readonly service: string
  readonly level?: LogLevel
  /** Where the lines go: standard output, written before the call returns, unless told otherwise. */
  readonly destination?: { write(line: string): unknown }
}

/**
 * Structured logs: one JSON object a line, with `level`, `time` (ISO 8601), `service`, the fields and `msg`.
 *
 * Whatever depth they stand at, fields that are named like credentials or personal data are printed as `[redacted]`:
 * authorization, cookies, tokens, secrets, passwords, keys, phones, e-mail addresses, names of persons. An error in any
 * field, `err` by custom, is printed with its code, its kind and the chain of its causes. What stands inside a message
 * is not looked at.
 */
export const logger = ({ service, level = 'info', destination }: LoggerOptions): Logger => {
  const options = {
    level,
    base: { service },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }), log: redacted },
    serializers: { err: (record: unknown) => record },
  }
  const make = loadPino()
  return over(make(options, destination ?? make.destination({ sync: true })))
}

// pino formats the fields of a line, but not those of a child.
const over = (inner: Pino): Logger => ({
  trace: inner.trace.bind(inner),
  debug: inner.debug.bind(inner),
  info: inner.info.bind(inner),
  warn: inner.warn.bind(inner),
  error: inner.error.bind(inner),
  child: (fields) => over(inner.child(redacted(fields))),
})

// Loading pino reads the environment and builds a worker's glue: that waits until somebody wants a logger.
const loadPino = () => createRequire(import.meta.url)('pino') as typeof pino
