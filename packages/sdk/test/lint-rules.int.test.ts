import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from './package/run.ts'
import { writeFileIn } from './package/write-file-in.ts'
import { PACKAGE, REPOSITORY } from './repository.ts'

/** Code that the linter must refuse: the rule, where the code stands, and the code. */
const REFUSED: readonly [rule: string, path: string, code: string][] = [
  ['typescript(no-floating-promises)', 'shared/a.ts', `export const f = async () => {}\nf()`],
  [
    'typescript(no-misused-promises)',
    'shared/b.ts',
    `const f = async () => {}\n;[1].forEach(async () => {\n  await f()\n})`,
  ],
  ['typescript(await-thenable)', 'shared/c.ts', `export const f = async (n: number) => {\n  await n\n}`],
  ['typescript(no-explicit-any)', 'shared/d.ts', `export const f = (v: any): boolean => v === 1`],
  ['typescript(no-unsafe-return)', 'shared/e.ts', `export const f = (v: string): number => JSON.parse(v)`],
  [
    'typescript(consistent-type-imports)',
    'shared/f.ts',
    `import { Readable } from 'node:stream'\nexport type F = Readable`,
  ],
  [
    'typescript(switch-exhaustiveness-check)',
    'shared/g.ts',
    `export const f = (v: 'a' | 'b') => {\n  switch (v) {\n    case 'a':\n      return 1\n  }\n  return 2\n}`,
  ],
  ['typescript(only-throw-error)', 'shared/h.ts', `export const f = () => {\n  throw 'text'\n}`],
  ['eslint(no-console)', 'shared/i.ts', `console.log(1)`],
  ['node(no-process-env)', 'infra/db/j.ts', `export const f = () => process.env.HOME`],
  ['import(no-default-export)', 'shared/k.ts', `export default 1`],
  ['eslint(no-restricted-imports)', 'domain/models/x/l.ts', `import 'node:fs'`],
  ['eslint(no-restricted-imports)', 'domain/models/x/m.ts', `import 'pino'`],
  ['eslint(no-restricted-imports)', 'infra/db/n.ts', `import '../../domain/services/x/y.ts'`],
  ['eslint(no-restricted-imports)', '../../../services/a/src/o.ts', `import '@baltra/b'`],
  ['eslint(no-restricted-imports)', '../../../services/a/src/p.ts', `import '@baltra/sdk/src/q.ts'`],
  ['eslint(no-restricted-properties)', 'domain/models/x/r.ts', `export const now = () => Date.now()`],
  ['vitest(no-focused-tests)', 'shared/s.unit.test.ts', `import { test } from 'vitest'\ntest.only('x', () => {})`],
  ['baltra(no-string-built-sql)', 'infra/db/t.ts', 'export const f = (v: string) => `select a from t where b = ${v}`'],
  ['baltra(no-string-built-sql)', 'infra/db/u.ts', `export const f = (v: string) => 'delete from t where b = ' + v`],
  [
    'baltra(no-string-built-sql)',
    'infra/db/v.ts',
    'export const f = (v: string) => `\n  update t set a = 1 where b = ${v}`',
  ],
]

/** Code that it must let through, though it is near to what it refuses. */
const ACCEPTED: readonly [path: string, code: string][] = [
  ['infra/db/aa.ts', 'export const f = (sql: typeof String.raw, v: string) => sql`select a from t where b = ${v}`'],
  ['infra/db/ab.ts', `export const query = 'select a from t ' + 'where b = $1'`],
  ['infra/db/ac.ts', 'export const f = (name: string) => `update ${name} and try again`'],
  [
    'infra/db/ag.ts',
    "const columns = 'a, b'\nexport const f = (sort: number) => `select ${columns} from t limit $1`.concat(String(sort))",
  ],
  [
    'infra/db/ah.ts',
    'export const f = (c: { escapeIdentifier(v: string): string }, v: string) => `listen ${c.escapeIdentifier(v)}`',
  ],
  ['domain/models/x/ad.ts', `import 'zod'\nimport './ae.ts'\nexport const day = (at: string) => new Date(at)`],
  ['domain/models/x/ae.ts', `export const f = (v: unknown): v is string => typeof v === 'string'`],
  ['../../../services/a/src/af.ts', `import '@baltra/sdk'\nimport '@baltra/sdk/infra/db'`],
]

describe('the linter, on planted code', () => {
  let folder: string
  const at = (path: string) => join('packages/sdk/src', path).replaceAll('\\', '/')

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baltra-lint-'))
    for (const path of ['.oxlintrc.json', '.ci/lint', 'tsconfig.base.json', 'packages/sdk/tsconfig.json']) {
      await cp(join(REPOSITORY, path), join(folder, path), { recursive: true })
    }
    await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'), 'junction')
    await symlink(join(PACKAGE, 'node_modules'), join(folder, 'packages/sdk/node_modules'), 'junction')
    for (const [path, code] of [...REFUSED.map(([, path, code]) => [path, code] as const), ...ACCEPTED]) {
      await writeFileIn(folder, at(path), `${code}\n`)
    }
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('refuses what it must, and nothing near to it', async () => {
    const oxlint = join(REPOSITORY, 'node_modules/oxlint/bin/oxlint')
    const { code, output } = await run(
      process.execPath,
      [oxlint, '--type-aware', '--deny-warnings', '-f', 'unix', 'packages', 'services'],
      {
        cwd: folder,
      },
    )
    const said = output.split('\n').filter((line) => line.includes(': '))
    const missing = REFUSED.filter(
      ([rule, path]) => !said.some((line) => line.startsWith(`${at(path)}:`) && line.includes(`/${rule}]`)),
    )
    const unwanted = said.filter((line) => ACCEPTED.some(([path]) => line.startsWith(`${at(path)}:`)))
    expect(missing.map(([rule, path]) => `${path}: ${rule}`)).toEqual([])
    expect(unwanted).toEqual([])
    expect(code).not.toBe(0)
  })
})
