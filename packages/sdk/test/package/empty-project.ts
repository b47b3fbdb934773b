import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { REPOSITORY } from '../repository.ts'
import { run, succeed, type Finished } from './run.ts'
import { writeFileIn } from './write-file-in.ts'

const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc')

/** How projects that use the package resolve its types: as Node does, or as bundlers do. Both check libraries too. */
export const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2024', 'esnext.disposable'] },
  bundler: { module: 'esnext', moduleResolution: 'bundler', lib: ['es2024', 'esnext.disposable', 'dom'] },
} as const

export type Resolution = keyof typeof RESOLUTIONS

/** A project of somebody who uses the package: outside of the workspace, with nothing but what it installs. */
export class EmptyProject implements AsyncDisposable {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async create(): Promise<EmptyProject> {
    const project = new EmptyProject(await realpath(await mkdtemp(join(tmpdir(), 'baltra-project-'))))
    await project.write('package.json', JSON.stringify({ name: 'project', private: true, type: 'module' }))
    return project
  }

  write(path: string, text: string): Promise<string> {
    return writeFileIn(this.folder, path, text)
  }

  async install(...packages: readonly string[]): Promise<void> {
    const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--prefer-offline', '--save-exact']
    await succeed('npm', ['install', ...quiet, ...packages], { cwd: this.folder })
  }

  /** What tsc says about some of the project's files: nothing, if all is well. */
  async typeErrors(resolution: Resolution, files: readonly string[]): Promise<string> {
    const compilerOptions = {
      ...RESOLUTIONS[resolution],
      target: 'es2023',
      types: ['node'],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      allowImportingTsExtensions: true,
    }
    const config = await this.write(`tsconfig.${resolution}.json`, JSON.stringify({ compilerOptions, files }))
    return (await run(process.execPath, [TSC, '-p', config], { cwd: this.folder })).output
  }

  /** Runs Node in the project; another one than ours if it is given. */
  node(parameters: readonly string[], { node = process.execPath, env = {} } = {}): Promise<Finished> {
    return run(node, parameters, { cwd: this.folder, env })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
