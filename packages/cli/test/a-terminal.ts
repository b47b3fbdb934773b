import { Readable } from 'node:stream'
import type { Terminal } from '../src/terminal.ts'

interface Particulars {
  /** What is typed, or piped in. */
  readonly input?: string
  /** Whether a person sits there. */
  readonly isTTY?: boolean
  readonly environment?: Terminal['environment']
}

/** A terminal that keeps what it was told. */
export const aTerminal = ({ input = '', isTTY = false, environment = {} }: Particulars = {}) => {
  const said = { out: '', err: '' }
  return {
    said,
    environment,
    stdin: Object.assign(Readable.from([input]), { isTTY }),
    stdout: { write: (text: string) => (said.out += text), isTTY },
    stderr: { write: (text: string) => (said.err += text), isTTY },
  } satisfies Terminal & { said: typeof said }
}
