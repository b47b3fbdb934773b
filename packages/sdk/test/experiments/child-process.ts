import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A Node of its own that runs a script of this folder on the live sources. It is there once the script has sent a message. */
export const childProcess = async (script: string, settings: object): Promise<ChildProcess> => {
  const child = spawn(
    process.execPath,
    ['--conditions=@baltra/source', fileURLToPath(new URL(script, import.meta.url)), JSON.stringify(settings)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>()
  child.once('message', () => resolve(child))
  child.once('exit', (code) => reject(new Error(`${script} ended by itself with ${code}`)))
  return promise
}

/** With SIGKILL: no handler runs, no connection is closed, nothing is given back. */
export const killed = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
