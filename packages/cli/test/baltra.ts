import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Surroundings {
  readonly url?: string
  readonly input?: string
  /** Whether nobody reads what it answers, as behind `| head`. */
  readonly deaf?: boolean
}

/** The program as a process of its own, with nothing of a terminal; how it ended and what it said. */
export const baltra = async (
  given: readonly string[],
  { url, input = '', deaf = false }: Surroundings = {},
): Promise<Outcome> => {
  const child = spawn(process.execPath, ['--conditions=@baltra/source', main, ...given], {
    env: { PATH: process.env['PATH'], ...(url === undefined ? {} : { BALTRA_DATABASE_URL: url }) },
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  // It may have ended without having read.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const answer = deaf ? '' : text(child.stdout)
  if (deaf) child.stdout.destroy()
  const [out, err, code] = await Promise.all([answer, text(child.stderr), ended])
  return { code, out, err }
}

/** What was answered with --json, line by line. */
export const lines = <Line>({ out }: Outcome): readonly Line[] =>
  out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]))
