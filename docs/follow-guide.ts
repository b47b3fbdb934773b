import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { typescriptModules } from './code-fences.ts'
import { exampleFolder } from './example-folder.ts'

const DOCS = import.meta.dirname

/** As in the workspace: '@baltra/sdk' is the live source. */
const config = `
const resolve = { conditions: ['@baltra/source', 'module', 'node', 'development|production'] }
export default { resolve, ssr: { resolve } }
`

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string
      readonly title: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

export interface Followed {
  /** The titles of the tests that passed. */
  readonly passed: readonly string[]
  /** What those that failed had to say, by title. */
  readonly failed: Readonly<Record<string, string>>
}

/** Does what a guide says, in a folder of its own: writes its named blocks, changed or not, and runs those that are tests. */
export const followGuide = async (
  page: string,
  change: (source: string, name: string) => string = (source) => source,
): Promise<Followed> => {
  await using folder = await exampleFolder('guide')
  await writeFile(join(folder.path, 'vitest.config.js'), config)
  for (const { name, source } of typescriptModules(await readFile(join(DOCS, page), 'utf8'))) {
    if (name) await writeFile(join(folder.path, name), change(source, name))
  }
  return read(await testsOf(folder.path))
}

const testsOf = async (folder: string): Promise<Report> => {
  const vitest = join(DOCS, 'node_modules/vitest/vitest.mjs')
  const report = join(folder, 'report.json')
  const options = ['run', '--root', folder, '--reporter=json', `--outputFile=${report}`]
  // It ends with an error when a test failed: the report tells.
  await promisify(execFile)(process.execPath, [vitest, ...options], { cwd: folder }).catch(() => undefined)
  return JSON.parse(await readFile(report, 'utf8')) as Report
}

const read = ({ testResults }: Report): Followed => {
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  return {
    passed: results.filter(({ status }) => status === 'passed').map(({ title }) => title),
    failed: Object.fromEntries(
      results.filter(({ status }) => status === 'failed').map((test) => [test.title, test.failureMessages.join('\n')]),
    ),
  }
}
