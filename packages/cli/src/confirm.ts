import { createInterface } from 'node:readline'
import { Failure } from '@baltra/sdk'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

interface Asked {
  readonly yes: boolean
  readonly terminal: Terminal
}

/** Asks before something is destroyed. Only `y` and `yes` agree; where nobody can be asked, only `--yes` does. */
export const confirm = async (question: string, { yes, terminal }: Asked): Promise<void> => {
  if (yes) return
  const { stdin, stderr } = terminal
  if (!stdin.isTTY || !stderr.isTTY) throw new UsageError('there is no terminal to ask at: say --yes to go on')
  stderr.write(`${question} [y/N] `)
  const answer = await firstLine(stdin)
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new Failure('conflict', 'cli.not_confirmed', 'nothing was done')
}

const firstLine = async (stdin: Terminal['stdin']): Promise<string> => {
  const lines = createInterface({ input: stdin })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
  }
}
