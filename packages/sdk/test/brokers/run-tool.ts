import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a program of the machine to its end, and says what it said when it failed. */
export const runTool = async (command: string, args: readonly string[]): Promise<string> => {
  try {
    return (await run(command, args, { maxBuffer: 2 ** 26 })).stdout
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error(`this needs ${command}, which is not installed here`, { cause: error })
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${command} failed:\n${`${stdout}${stderr}`.slice(-2_000)}`, { cause: error })
  }
}
