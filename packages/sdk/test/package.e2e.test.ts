import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { cloneDatabase } from '../src/testing/postgres/clone-database.ts'
import { EmptyProject, RESOLUTIONS, type Resolution } from './package/empty-project.ts'
import { importing } from './package/every-door.ts'
import { loadedPackages, withItsParts } from './package/loaded-packages.ts'
import { packedSdk } from './package/packed-sdk.ts'
import { writeReadmeExamples } from './package/readme-examples.ts'
import { run } from './package/run.ts'
import { doors, filesMatching, PACKAGE, readManifest } from './repository.ts'

const resolutions = Object.keys(RESOLUTIONS) as Resolution[]
const { name, peerDependencies = {}, devDependencies = {} } = readManifest()

/** A door that is for tests run by vitest, and can't be imported where there is none. */
const NEEDS_VITEST = `${name}/testing/conformance`

/** Doors whose types are made of an optional peer's: they compile only where it is installed. */
const NEED_PEERS_TO_COMPILE = [`${name}/infra/http`, NEEDS_VITEST]

/** What each door loads besides zod, with the parts of what is named. A door takes the row of the longest name that it begins with. */
const PACKAGES_OF_DOORS: Readonly<Record<string, readonly string[]>> = {
  [name]: [],
  [`${name}/domain`]: [],
  [`${name}/infra/db`]: ['pg'],
  [`${name}/infra/messaging`]: ['pg'],
  [`${name}/infra/messaging/kafka`]: [],
  [`${name}/infra/messaging/memory`]: [],
  [`${name}/infra/messaging/pulsar`]: ['p-retry'],
  [`${name}/infra/messaging/sns`]: ['p-retry'],
  [`${name}/infra/messaging/sqs`]: ['p-retry'],
  [`${name}/infra/meta`]: ['p-retry'],
  [`${name}/shared/retry`]: ['p-retry'],
  [`${name}/testing`]: ['pg'],
}

function packagesOf(door: string): readonly string[] {
  const rows = Object.keys(PACKAGES_OF_DOORS).filter((row) => door === row || door.startsWith(`${row}/`))
  const longest = rows.reduce((best, row) => (row.length > best.length ? row : best), '')
  return PACKAGES_OF_DOORS[longest] ?? []
}

describe('the tarball', () => {
  test('holds what was built, the migrations and the licences, and neither sources nor tests', async () => {
    const { stdout } = await promisify(execFile)('tar', ['-tzf', packedSdk()])
    const files = stdout
      .trim()
      .split('\n')
      .map((path) => path.replace('package/', ''))
    const migrations = filesMatching(['packages/sdk/src/infra/db/migrations/*.sql'])

    expect(files).toEqual(expect.arrayContaining(['package.json', 'LICENSE', 'licenses/drizzle-orm.txt']))
    expect(migrations).not.toHaveLength(0)
    expect(files).toEqual(expect.arrayContaining(migrations.map((path) => path.replace('packages/sdk/src/', 'dist/'))))
    const isExpected =
      /^(?:package\.json|LICENSE|README\.md|CHANGELOG\.md|licenses\/.*\.txt|dist\/.*\.(?:js|d\.ts|sql))$/
    expect(files.filter((path) => !isExpected.test(path) || path.includes('.test.'))).toEqual([])
  })

  test('publint has nothing to say', async () => {
    const tarball = await readFile(packedSdk())
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('the types are found as ES modules find them', async () => {
    const attw = join(PACKAGE, 'node_modules/@arethetypeswrong/cli/dist/index.js')
    const options = ['--profile', 'esm-only', '--format', 'ascii', '--no-color']
    const { code, output } = await run(process.execPath, [attw, ...options, packedSdk()], { cwd: PACKAGE })
    const resolutions = output.split('\n').filter((line) => /^(?:node16 \(from ESM\)|bundler): /.test(line))
    expect(resolutions.filter((line) => !line.includes('🟢'))).toEqual([])
    expect(resolutions).toHaveLength(2 * (doors().length + 1))
    expect(code, output).toBe(0)
  })
})

describe('in an empty project', () => {
  let project: EmptyProject
  let examples: readonly string[]

  beforeAll(async () => {
    project = await EmptyProject.create()
    await project.install(packedSdk(), `@types/node@${devDependencies['@types/node'] ?? ''}`)
    examples = await writeReadmeExamples(project)
  })
  afterAll(() => project[Symbol.asyncDispose]())

  test.each(resolutions)("every door and README's examples compile: %s", async (resolution) => {
    const compiling = doors().filter((door) => !NEED_PEERS_TO_COMPILE.includes(door))
    const everyDoor = await project.write('every-door.ts', importing(compiling))
    expect(await project.typeErrors(resolution, [everyDoor, ...examples])).toBe('')
  })

  test.each(resolutions)('what is wrong does not compile: %s', async (resolution) => {
    const wrong = await project.write('wrong.ts', `import { systemClock } from '${name}'\n\nsystemClock.later()\n`)
    const past = await project.write(
      'past-a-door.ts',
      `import '${name}/dist/seedwork/clock.js'\nimport x from '${name}/no'\n\nx()\n`,
    )
    expect(await project.typeErrors(resolution, [wrong])).toContain('TS2339')
    expect(await project.typeErrors(resolution, [past])).toContain('TS2307')
  })

  test("README's examples run", async () => {
    expect(examples).not.toHaveLength(0)
    await using database = await cloneDatabase(inject('postgres'))
    for (const example of examples) {
      const { code, output } = await project.node([example], { env: { BALTRA_DATABASE_URL: database.url } })
      expect(code, `${example}\n${output}`).toBe(0)
    }
  })

  test('the list of loaded packages is told apart by package, imported or required', async () => {
    const planted = await project.write('planted.mjs', `import 'zod'\nimport 'pg'\n`)
    expect(await loadedPackages(project, planted)).toEqual(expect.arrayContaining(['pg', 'pg-types', 'zod']))
  })

  test.each(doors().filter((door) => door !== NEEDS_VITEST))(
    '%s loads no package that it does not need',
    async (door) => {
      const allowed = new Set([name, 'zod'])
      for (const wanted of packagesOf(door)) withItsParts(project, wanted).forEach((part) => allowed.add(part))
      const loaded = await loadedPackages(project, door)
      expect(loaded).toContain(name)
      expect(loaded.filter((loadedPackage) => !allowed.has(loadedPackage))).toEqual([])
    },
  )
})

describe('in a project with the optional peers', () => {
  let project: EmptyProject

  beforeAll(async () => {
    project = await EmptyProject.create()
    const peers = Object.keys(peerDependencies).map((peer) => `${peer}@${devDependencies[peer] ?? 'missing'}`)
    await project.install(packedSdk(), `@types/node@${devDependencies['@types/node'] ?? ''}`, ...peers)
  })
  afterAll(() => project[Symbol.asyncDispose]())

  test.each(resolutions)('every door compiles: %s', async (resolution) => {
    const everyDoor = await project.write('every-door.ts', importing(doors()))
    expect(await project.typeErrors(resolution, [everyDoor])).toBe('')
  })

  test('every door can be imported, all into one process', async () => {
    const everyDoor = await project.write('every-door.mjs', importing(doors()))
    expect(await project.node([everyDoor])).toEqual({ code: 0, output: '' })
  })
})
