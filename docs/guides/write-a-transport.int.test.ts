import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { typescriptModules } from '../code-fences.ts'

const DOCS = fileURLToPath(new URL('../', import.meta.url))

/** As in the workspace: '@baltra/sdk' is the live source. */
const config = `
const resolve = { conditions: ['@baltra/source', 'module', 'node', 'development|production'] }
export default { resolve, ssr: { resolve } }
`

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[]
  }[]
}

/** Runs the guide's test file in a folder of its own; the titles of what passed and failed. */
const followTheGuide = async (
  change: (source: string) => string,
): Promise<{ passed: readonly string[]; failed: readonly string[] }> => {
  const folder = await mkdtemp(join(tmpdir(), 'baltra-guide-'))
  try {
    await symlink(join(DOCS, 'node_modules'), join(folder, 'node_modules'), 'junction')
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
    await writeFile(join(folder, 'vitest.config.js'), config)
    const guide = await readFile(join(DOCS, 'guides/write-a-transport.md'), 'utf8')
    for (const { name, source } of typescriptModules(guide)) {
      if (name) await writeFile(join(folder, name), change(source))
    }
    const vitest = join(DOCS, 'node_modules/vitest/vitest.mjs')
    const report = join(folder, 'report.json')
    const options = ['run', '--root', folder, '--reporter=json', `--outputFile=${report}`]
    // It ends with an error when a test failed: the report tells.
    await promisify(execFile)(process.execPath, [vitest, ...options], { cwd: folder }).catch(() => undefined)
    const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report
    const results = testResults.flatMap(({ assertionResults }) => assertionResults)
    const titles = (wanted: string) => results.filter(({ status }) => status === wanted).map(({ title }) => title)
    return { passed: titles('passed'), failed: titles('failed') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('the transport of the guide passes the suite', async () => {
  const { passed, failed } = await followTheGuide((source) => source)
  expect(failed).toEqual([])
  expect(passed.length).toBeGreaterThan(25)
})

test('and does not without the check that its own guide tells one to leave out', async () => {
  const { failed } = await followTheGuide((source) =>
    source
      .replace('if (inHand.get(id) !== hold) return', '')
      .replace('messageBytes: 1_000_000,\n}', 'messageBytes: 1_000_000,\n}, { within: 3_000, many: 100 }'),
  )
  expect(failed).toContain('does not let a consumer that was cut off settle what its heir has in hand')
})
