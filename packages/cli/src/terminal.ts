import type { Readable } from 'node:stream'

interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean
}

/** What surrounds the command: the process itself, or a test. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable & { readonly isTTY?: boolean }
  /** For answers alone, so that they can be piped on. */
  readonly stdout: Sink
  /** For questions, progress and errors. */
  readonly stderr: Sink
}
