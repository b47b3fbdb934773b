import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { linksIn } from './package/links-in.ts'
import { filesMatching, REPOSITORY } from './repository.ts'

const manifests = filesMatching(['{packages,services}/*/package.json', 'docs/package.json'])

describe('links to a folder of one machine', () => {
  test.each([
    ['package.json', '{ "dependencies": { "@baltra/sdk": "link:../../other/sdk" } }'],
    ['package.json', '{ "devDependencies": { "x": "file:../x" } }'],
    ['pnpm-workspace.yaml', "overrides:\n  '@baltra/sdk': link:../sdk\n"],
    ['pnpm-lock.yaml', "overrides:\n  '@baltra/sdk': link:../sdk\n"],
  ])('are found in a planted %s: %s', (_file, text) => {
    expect(linksIn(text)).toHaveLength(1)
  })

  test('are told from the workspace, which a lockfile writes as links too', () => {
    const entry = `'@baltra/sdk':\n  specifier: workspace:*\n  version: link:../../packages/sdk\n`
    expect(linksIn(entry)).toEqual([])
    expect(linksIn('{ "dependencies": { "@baltra/sdk": "workspace:*" } }')).toEqual([])
  })

  test('are committed nowhere', () => {
    const files = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', ...manifests]
    expect(files.flatMap((file) => linksIn(readFileSync(REPOSITORY + file, 'utf8')))).toEqual([])
  })
})

describe('every package of the workspace', () => {
  test.each(manifests)('%s has its types checked', (manifest) => {
    const { scripts } = JSON.parse(readFileSync(REPOSITORY + manifest, 'utf8')) as { scripts?: { types?: string } }
    expect(scripts?.types).toMatch(/^tsc -p tsconfig\.json/)
    expect(existsSync(`${REPOSITORY}${manifest.replace('package.json', 'tsconfig.json')}`)).toBe(true)
  })
})
