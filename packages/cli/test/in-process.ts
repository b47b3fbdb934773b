import { run } from '../src/run.ts'
import { aTerminal } from './a-terminal.ts'

interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** As `baltra`, and many times quicker: for what does not depend on its being a process. */
export const inProcess = async (
  given: readonly string[],
  { url }: { readonly url?: string } = {},
): Promise<Outcome> => {
  const terminal = aTerminal({ environment: { BALTRA_DATABASE_URL: url } })
  const code = await run(given, terminal)
  return { code, ...terminal.said }
}
