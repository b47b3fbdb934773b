import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { codeFences, typescriptModules } from './code-fences.ts'
import { exampleFolder } from './example-folder.ts'

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url))
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc')

interface Page {
  readonly path: string
  readonly markdown: string
}

/** Compiles the TypeScript blocks of some pages against the live source, and answers the errors as `page.md:line: what`. */
async function errorsIn(pages: readonly Page[]): Promise<readonly string[]> {
  await using example = await exampleFolder('docs')
  const folder = example.path
  for (const { path, markdown } of pages) {
    await mkdir(join(folder, path), { recursive: true })
    for (const { line, name, source } of typescriptModules(markdown)) {
      await writeFile(join(folder, path, `${line}.ts`), source)
      if (name) await writeFile(join(folder, path, name), `export * from './${line}.ts'\n`)
    }
  }
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(REPOSITORY, 'tsconfig.base.json'), include: ['**/*.ts'] }),
  )
  return await typeErrors(folder)
}

function typeErrors(folder: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile(process.execPath, [TSC, '-p', folder, '--pretty', 'false'], { cwd: folder }, (_error, stdout) => {
      const lines = stdout.split('\n').filter((line) => /\.md\/\d+\.ts\(.*error TS\d+/.test(line))
      resolve(lines.map((line) => line.replace(/^(.*\.md)\/\d+\.ts\((\d+),\d+\)/, '$1:$2')))
    })
  })
}

const page = (...lines: string[]): Page => ({ path: 'planted/page.md', markdown: lines.join('\n') })

describe('code in the docs, on planted pages', () => {
  test('finds the blocks, with their languages and lines', () => {
    const { markdown } = page(
      '# Title',
      '',
      '```ts',
      'const a = 1',
      '```',
      '- item',
      '  ```bash',
      '  ls',
      '  ```',
      '````md',
      '```ts',
      '```',
      '````',
    )
    expect(codeFences(markdown)).toEqual([
      { language: 'ts', code: 'const a = 1', line: 4 },
      { language: 'bash', code: 'ls', line: 8 },
      { language: 'md', code: '```ts\n```', line: 11 },
    ])
  })

  test('good code compiles, with the SDK', async () => {
    const good = page(
      '```ts',
      `import { systemClock } from '@baltra/sdk'`,
      'export const now: Date = systemClock.now()',
      '```',
    )
    expect(await errorsIn([good])).toEqual([])
  })

  test('bad code is found, with its page and line', async () => {
    const bad = page('text', '```ts', `import { systemClock } from '@baltra/sdk'`, '', 'systemClock.later()', '```')
    expect(await errorsIn([bad])).toEqual([expect.stringMatching(/^planted\/page\.md:5: error TS2339: .*'later'/)])
  })

  test('a block can import another one of its page, by the name behind its language', async () => {
    const named = page(
      '```ts one.ts',
      'export const one: number = 1',
      '```',
      '```ts',
      `import { one } from './one.ts'`,
      'export const text: string = one',
      '```',
    )
    expect(await errorsIn([named])).toEqual([expect.stringMatching(/^planted\/page\.md:6: error TS2322/)])
  })

  test('a door that is none is found', async () => {
    const bad = page('```ts', `import { x } from '@baltra/sdk/domain'`, 'x()', '```')
    expect(await errorsIn([bad])).toEqual([expect.stringMatching(/^planted\/page\.md:2: error TS2307/)])
  })
})

test('all code in README and docs compiles', async () => {
  const paths = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'services/*/*.md'], {
    cwd: REPOSITORY,
    exclude: (path) => path.includes('node_modules'),
  })
  const pages = await Promise.all(
    paths.map(async (path) => ({
      path: path.replaceAll('\\', '/'),
      markdown: await readFile(join(REPOSITORY, path), 'utf8'),
    })),
  )
  expect(await errorsIn(pages)).toEqual([])
})
