import { spawn } from 'node:child_process'
import { plainEnvironment } from '../plain-environment.ts'

export interface Finished {
  readonly code: number | null
  /** What it printed, both streams in the order of arrival. */
  readonly output: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
}

/** Runs a command to its end, whatever that is. */
export function run(command: string, parameters: readonly string[], { cwd, env = {} }: RunOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd,
      env: { ...plainEnvironment(), ...env },
      // npm and npx are scripts there, which only a shell can start.
      shell: process.platform === 'win32' && !command.includes('\\'),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** Runs a command that must succeed, and answers what it printed. */
export async function succeed(command: string, parameters: readonly string[], options: RunOptions): Promise<string> {
  const { code, output } = await run(command, parameters, options)
  if (code !== 0) throw new Error(`${[command, ...parameters].join(' ')} ended with ${String(code)}\n${output}`)
  return output
}
