import { text } from 'node:stream/consumers'
import { database, type Database } from '@baltra/sdk/infra/db'
import { confirm } from './confirm.ts'
import type { Context } from './command.ts'
import { databaseUrl } from './database-url.ts'
import { progressOn } from './progress.ts'
import type { Terminal } from './terminal.ts'

interface Given {
  readonly url: string | undefined
  readonly json: boolean
}

/** Counting a large table takes longer than a service would ever wait, in milliseconds. */
const statementTimeout = 600_000

/** What a command can use. Leaving it closes what was opened, and takes progress off the screen. */
export const contextFor = ({ url, json }: Given, terminal: Terminal): Context & AsyncDisposable => {
  const address = () => databaseUrl(url, terminal.environment)
  const progress = progressOn(terminal.stderr)
  let opened: Database | undefined
  return {
    json,
    databaseUrl: address,
    database: () =>
      (opened ??= database({
        url: address(),
        role: 'baltra_system',
        connections: 1,
        statementTimeout,
        name: 'baltra cli',
      })),
    answer(value, human) {
      progress('')
      terminal.stdout.write(json ? `${JSON.stringify(value)}\n` : human())
    },
    progress,
    confirm: (question, { yes }) => confirm(question, { yes, terminal }),
    input: () => text(terminal.stdin),
    async [Symbol.asyncDispose]() {
      progress('')
      await opened?.[Symbol.asyncDispose]()
    },
  }
}
