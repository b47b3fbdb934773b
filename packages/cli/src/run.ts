import { readFileSync } from 'node:fs'
import { contextFor } from './context.ts'
import { ExitCode } from './exit-code.ts'
import { helpOf, overview } from './help.ts'
import { parseCommandLine, type CommandLine } from './parse-command-line.ts'
import { printable } from './render/printable.ts'
import { tell } from './tell.ts'
import type { Terminal } from './terminal.ts'

/** The whole program: does what the command line says, and answers with the code to exit with. Rejects never. */
export const run = async (given: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  try {
    return await follow(parseCommandLine(given), terminal)
  } catch (error) {
    const { text, code } = tell(error)
    terminal.stderr.write(`baltra: ${printable(text)}\n`)
    return code
  }
}

const follow = async (line: CommandLine, terminal: Terminal): Promise<ExitCode> => {
  switch (line.kind) {
    case 'version':
      terminal.stdout.write(`${version()}\n`)
      return ExitCode.done
    case 'help': {
      const text = typeof line.about === 'object' ? helpOf(line.about) : overview(line.about)
      ;(line.asked ? terminal.stdout : terminal.stderr).write(text)
      return line.asked ? ExitCode.done : ExitCode.wrongUsage
    }
    case 'command':
      return perform(line, terminal)
  }
}

const perform = async (
  { command, argument, values }: Extract<CommandLine, { kind: 'command' }>,
  terminal: Terminal,
): Promise<ExitCode> => {
  await using context = contextFor(values, terminal)
  // Without `await` the database would be closed before it is used.
  return await command.run({ argument, values }, context)
}

/** Found beside both `src` and `dist`. */
const version = (): string => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}
