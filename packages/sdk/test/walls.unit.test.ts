import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { doors, filesMatching, REPOSITORY } from './repository.ts'
import { edgeAllowed, type EdgeKind } from './walls/edge-allowed.ts'
import { COMPUTED_IMPORTS, IMPORT_TABLE } from './walls/import-table.ts'
import { importsOf } from './walls/imports-of.ts'
import { reachesPrivateFolder } from './walls/past-a-door.ts'

type PlantedEdge = readonly [from: string, to: string, kind?: EdgeKind]

const sdk = (path: string) => `packages/sdk/src/${path}`
const inSdk = (edges: readonly (readonly [string, string])[]): readonly PlantedEdge[] =>
  edges.map(([from, to]) => [sdk(from), sdk(to)])

/** For each row of the table: edges that it must allow, and edges that it must refuse. */
const PLANTED: Readonly<Record<string, { allow: readonly PlantedEdge[]; refuse: readonly PlantedEdge[] }>> = {
  seedwork: {
    allow: inSdk([['seedwork/entity.ts', 'seedwork/failure.ts']]),
    refuse: inSdk([
      ['seedwork/entity.ts', 'shared/retry/retry.ts'],
      ['seedwork/entity.ts', 'domain/models/funnel/events.ts'],
      ['seedwork/entity.ts', 'infra/db/session.ts'],
      ['seedwork/entity.ts', 'testing/story.ts'],
    ]),
  },
  shared: {
    allow: inSdk([
      ['shared/config/settings.ts', 'shared/logging/logger.ts'],
      ['shared/config/settings.ts', 'shared/config/index.ts'],
    ]),
    refuse: inSdk([
      ['shared/retry/retry.ts', 'seedwork/failure.ts'],
      ['shared/retry/retry.ts', 'domain/models/funnel/events.ts'],
      ['shared/retry/retry.ts', 'infra/db/session.ts'],
    ]),
  },
  'domain/models/<own>': {
    allow: inSdk([
      ['domain/models/funnel/application.ts', 'domain/models/funnel/stage-kind.ts'],
      ['domain/models/onboarding/case.ts', 'domain/models/funnel/events.ts'],
      ['domain/models/funnel/application.ts', 'seedwork/aggregate-root.ts'],
    ]),
    refuse: inSdk([
      ['domain/models/onboarding/case.ts', 'domain/models/funnel/application.ts'],
      ['domain/models/onboarding/case.ts', 'domain/models/funnel/index.ts'],
      ['domain/models/funnel/application.ts', 'domain/ports/funnel/openings.ts'],
      ['domain/models/funnel/application.ts', 'domain/services/funnel/apply.ts'],
      ['domain/models/funnel/application.ts', 'shared/retry/retry.ts'],
      ['domain/models/funnel/application.ts', 'infra/db/session.ts'],
    ]),
  },
  'domain/ports/<own>': {
    allow: inSdk([
      ['domain/ports/funnel/openings.ts', 'domain/ports/funnel/applications.ts'],
      ['domain/ports/funnel/openings.ts', 'domain/models/funnel/opening.ts'],
      ['domain/ports/funnel/openings.ts', 'seedwork/unit-of-work.ts'],
    ]),
    refuse: inSdk([
      ['domain/ports/onboarding/cases.ts', 'domain/models/funnel/events.ts'],
      ['domain/ports/onboarding/cases.ts', 'domain/ports/funnel/openings.ts'],
      ['domain/ports/funnel/openings.ts', 'domain/services/funnel/apply.ts'],
      ['domain/ports/funnel/openings.ts', 'infra/db/session.ts'],
    ]),
  },
  'domain/services/<own>': {
    allow: inSdk([
      ['domain/services/funnel/apply.ts', 'domain/services/funnel/advance.ts'],
      ['domain/services/funnel/apply.ts', 'domain/ports/funnel/openings.ts'],
      ['domain/services/funnel/apply.ts', 'domain/models/funnel/application.ts'],
      ['domain/services/onboarding/open-case.ts', 'domain/models/funnel/events.ts'],
      ['domain/services/funnel/apply.ts', 'seedwork/command-bus.ts'],
    ]),
    refuse: inSdk([
      ['domain/services/onboarding/open-case.ts', 'domain/models/funnel/application.ts'],
      ['domain/services/onboarding/open-case.ts', 'domain/ports/funnel/openings.ts'],
      ['domain/services/onboarding/open-case.ts', 'domain/services/funnel/apply.ts'],
      ['domain/services/funnel/apply.ts', 'shared/logging/logger.ts'],
      ['domain/services/funnel/apply.ts', 'infra/db/funnel/applications.ts'],
      ['domain/services/funnel/apply.ts', 'testing/story.ts'],
    ]),
  },
  'infra/<own>': {
    allow: [
      ...inSdk([
        ['infra/db/funnel/applications.ts', 'infra/db/session.ts'],
        ['infra/messaging/postgres/relay.ts', 'infra/messaging/envelope.ts'],
        ['infra/db/funnel/applications.ts', 'domain/ports/funnel/applications.ts'],
        ['infra/db/funnel/applications.ts', 'domain/models/funnel/application.ts'],
        ['infra/db/session.ts', 'seedwork/unit-of-work.ts'],
        ['infra/meta/client.ts', 'shared/retry/retry.ts'],
      ]),
      [sdk('infra/db/session.ts'), 'pg'],
      [sdk('infra/db/session.ts'), 'drizzle-orm/pg-core'],
      [sdk('infra/db/migrate.ts'), 'node:crypto'],
      [sdk('infra/http/problems.ts'), 'fastify'],
    ],
    refuse: [
      ...inSdk([
        ['infra/db/funnel/applications.ts', 'domain/services/funnel/apply.ts'],
        ['infra/messaging/postgres/relay.ts', 'infra/db/session.ts'],
        ['infra/http/health.ts', 'infra/messaging/relay.ts'],
        ['infra/db/session.ts', 'legacy/session.ts'],
        ['infra/db/session.ts', 'testing/postgres.ts'],
      ]),
      [sdk('infra/meta/client.ts'), 'pg'],
      [sdk('infra/db/session.ts'), 'fastify'],
      [sdk('infra/db/session.ts'), 'a-package-without-an-owner'],
    ],
  },
  reporting: {
    allow: inSdk([['reporting/pdf.ts', 'domain/ports/funnel/openings.ts']]),
    refuse: inSdk([
      ['reporting/pdf.ts', 'domain/services/funnel/apply.ts'],
      ['reporting/pdf.ts', 'infra/db/session.ts'],
      ['reporting/pdf.ts', 'ai/summary.ts'],
    ]),
  },
  ai: {
    allow: inSdk([['ai/summary.ts', 'shared/retry/retry.ts']]),
    refuse: inSdk([
      ['ai/summary.ts', 'infra/http/health.ts'],
      ['ai/summary.ts', 'reporting/pdf.ts'],
    ]),
  },
  legacy: {
    allow: inSdk([
      ['legacy/session.ts', 'infra/db/session.ts'],
      ['legacy/session.ts', 'domain/services/funnel/apply.ts'],
      ['legacy/session.ts', 'shared/retry/retry.ts'],
    ]),
    refuse: inSdk([
      ['legacy/session.ts', 'testing/story.ts'],
      ['domain/models/funnel/opening.ts', 'legacy/session.ts'],
      ['shared/retry/retry.ts', 'legacy/session.ts'],
    ]),
  },
  testing: {
    allow: [
      ...inSdk([
        ['testing/story.ts', 'domain/services/funnel/apply.ts'],
        ['testing/story.ts', 'seedwork/domain-event.ts'],
        ['testing/story.ts', 'shared/config/settings.ts'],
        ['testing/story.ts', 'infra/messaging/memory/transport.ts'],
      ]),
      [sdk('testing/conformance/describe-transport.ts'), 'vitest'],
    ],
    refuse: [
      ...inSdk([
        ['testing/story.ts', 'infra/messaging/postgres/relay.ts'],
        ['testing/story.ts', 'infra/messaging/envelope.ts'],
        ['testing/story.ts', 'infra/db/session.ts'],
        ['testing/story.ts', 'legacy/session.ts'],
      ]),
      // Whatever else is for testing can be used without vitest.
      [sdk('testing/story.ts'), 'vitest'],
    ],
  },
  'pure code': {
    allow: [
      [sdk('seedwork/typed-id.ts'), 'zod'],
      [sdk('domain/models/funnel/events.ts'), 'zod'],
    ],
    refuse: [
      [sdk('seedwork/typed-id.ts'), 'node:crypto'],
      [sdk('domain/models/funnel/events.ts'), 'node:crypto'],
      [sdk('domain/models/funnel/events.ts'), 'pg'],
      [sdk('domain/services/funnel/apply.ts'), '@opentelemetry/api'],
      [sdk('domain/services/funnel/apply.ts'), '@baltra/sdk'],
    ],
  },
  'tests in the SDK': {
    allow: [
      [sdk('domain/models/funnel/application.unit.test.ts'), sdk('testing/story.ts')],
      [sdk('domain/models/funnel/application.unit.test.ts'), sdk('domain/models/funnel/application.ts')],
      [sdk('domain/models/funnel/application.unit.test.ts'), 'vitest'],
      [sdk('domain/models/funnel/application.unit.test.ts'), 'fast-check'],
      [sdk('infra/messaging/postgres/relay.int.test.ts'), sdk('infra/db/session.ts')],
      [sdk('infra/messaging/postgres/relay.int.test.ts'), 'packages/sdk/test/postgres.ts'],
      [sdk('shared/config/settings.unit.test.ts'), 'node:fs'],
    ],
    refuse: [
      [sdk('domain/models/funnel/application.unit.test.ts'), sdk('infra/db/session.ts')],
      [sdk('domain/models/onboarding/case.unit.test.ts'), sdk('domain/models/funnel/application.ts')],
      [sdk('domain/models/funnel/application.unit.test.ts'), 'node:crypto'],
      [sdk('infra/db/session.int.test.ts'), sdk('legacy/session.ts')],
      [sdk('infra/db/session.int.test.ts'), 'services/hiring-api/src/compose.ts'],
    ],
  },
  services: {
    allow: [
      ['services/hiring-api/src/compose.ts', '@baltra/sdk'],
      ['services/hiring-api/src/compose.ts', '@baltra/sdk/infra/db'],
      ['services/hiring-api/src/compose.ts', 'services/hiring-api/src/config.ts'],
      ['services/hiring-api/src/compose.ts', 'fastify'],
      ['services/hiring-api/src/compose.int.test.ts', '@baltra/sdk/testing'],
      ['services/stack/src/main.ts', '@baltra/sdk/testing'],
      ['packages/bench/src/main.ts', '@baltra/sdk/infra/db'],
    ],
    refuse: [
      ['services/hiring-api/src/compose.ts', sdk('infra/db/session.ts')],
      ['services/hiring-api/src/compose.ts', '@baltra/sdk/src/infra/db/session.ts'],
      ['services/hiring-api/src/compose.ts', '@baltra/sdk/dist/infra/db/index.js'],
      ['services/hiring-api/src/compose.ts', '@baltra/sdk/testing'],
      ['services/hiring-api/src/compose.ts', 'services/hiring-worker/src/compose.ts'],
      ['services/hiring-api/src/compose.ts', '@baltra/hiring-worker'],
      ['services/stack/src/main.ts', 'services/hiring-api/src/compose.ts'],
      ['services/stack/src/main.ts', '@baltra/hiring-api'],
      ['services/bff-web/src/main.ts', 'services/bff-web/web/app.tsx'],
      ['packages/bench/src/main.ts', sdk('infra/db/session.ts')],
    ],
  },
  'the command line': {
    allow: [
      ['packages/cli/src/commands/dlq-list.ts', '@baltra/sdk/infra/messaging/postgres'],
      ['packages/cli/src/commands/dlq-list.ts', 'packages/cli/src/exit-code.ts'],
      ['packages/cli/src/main.ts', 'node:util'],
      ['packages/cli/src/main.int.test.ts', '@baltra/sdk/testing'],
      ['packages/cli/src/main.int.test.ts', 'vitest'],
      ['packages/cli/src/main.int.test.ts', 'packages/cli/test/baltra.ts'],
    ],
    refuse: [
      ['packages/cli/src/commands/dlq-list.ts', sdk('infra/messaging/postgres/dead-letters.ts')],
      ['packages/cli/src/commands/dlq-list.ts', '@baltra/sdk/src/infra/db/index.ts'],
      ['packages/cli/src/commands/dlq-list.ts', '@baltra/sdk/testing'],
      ['packages/cli/src/commands/dlq-list.ts', 'pg'],
      ['packages/cli/src/main.ts', 'commander'],
      ['packages/cli/src/main.ts', '@baltra/bench'],
      ['packages/cli/src/main.ts', 'services/stack/src/main.ts'],
    ],
  },
  'the page in the browser': {
    allow: [
      ['services/bff-web/web/app.tsx', 'react'],
      ['services/bff-web/web/app.tsx', 'services/bff-web/web/funnel/bars.tsx'],
      ['services/bff-web/web/app.tsx', 'services/bff-web/src/domain/dashboard.ts', { typeOnly: true }],
      ['services/bff-web/web/vite.config.ts', 'node:path'],
    ],
    refuse: [
      ['services/bff-web/web/app.tsx', 'services/bff-web/src/domain/dashboard.ts'],
      ['services/bff-web/web/app.tsx', '@baltra/sdk'],
      ['services/bff-web/web/app.tsx', 'node:path'],
      ['services/bff-web/web/app.tsx', 'services/hiring-api/src/routes.ts', { typeOnly: true }],
    ],
  },
}

describe('the import table, on planted edges', () => {
  test('every row has edges of both kinds', () => {
    expect(Object.keys(PLANTED)).toEqual(expect.arrayContaining(Object.keys(IMPORT_TABLE)))
    for (const { allow, refuse } of Object.values(PLANTED)) {
      expect(allow).not.toHaveLength(0)
      expect(refuse).not.toHaveLength(0)
    }
  })

  test.each(Object.entries(PLANTED))('%s', (_row, { allow, refuse }) => {
    expect(allow.filter(([from, to, kind]) => !edgeAllowed(from, to, kind))).toEqual([])
    expect(refuse.filter(([from, to, kind]) => edgeAllowed(from, to, kind))).toEqual([])
  })
})

describe('reading imports, on planted sources', () => {
  const specifiers = (source: string) => importsOf(source).map(({ specifier }) => specifier)

  test.each([
    [`import { a } from './a.ts'`],
    [`import * as a from "./a.ts"`],
    [`import './a.ts'`],
    [`export * from './a.ts'`],
    [`export { a,\n  b } from './a.ts'`],
    [`import type { A } from './a.ts'`],
    [`type A = typeof import('./a.ts')`],
    [`const a = await import('./a.ts')`],
    [`const a = await import(\`./a.ts\`)`],
    [`const a = require('./a.ts')`],
    [`const text = \`\${await import('./a.ts')} and import './b.ts'\``],
    [`const tricky = /[/'"]/; import './a.ts'`],
    [`const half = 4 / 2; import './a.ts'; const x = 1 / 1`],
    [`/* it's */ import './a.ts' // don't import './b.ts'`],
  ])('%s', (source) => {
    expect(specifiers(source)).toEqual(['./a.ts'])
  })

  test.each([
    [`// import './a.ts'`],
    [`/* import './a.ts' */`],
    [`const text = "import './a.ts'"`],
    [`const text = \`import './a.ts'\``],
    [`const letters = Array.from('abc')`],
    [`await leads.import(form)`],
  ])('none in: %s', (source) => {
    expect(specifiers(source)).toEqual([])
  })

  test('knows a type-only import, and one whose target is computed', () => {
    expect(importsOf(`\nimport type { A } from './a.ts'`)).toEqual([{ specifier: './a.ts', typeOnly: true, line: 2 }])
    expect(importsOf(`import type from './a.ts'`)).toMatchObject([{ typeOnly: false }])
    expect(importsOf(`import { type A } from './a.ts'`)).toMatchObject([{ typeOnly: false }])
    expect(importsOf(`export type { A } from './a.ts'`)).toMatchObject([{ typeOnly: true }])
    expect(specifiers(`await import('./' + name)`)).toEqual([undefined])
  })
})

describe('private folders, on planted edges', () => {
  const isDoor = (folder: string) => ['seedwork', 'infra/db', 'infra/db/funnel'].includes(folder)

  test.each([
    ['infra/db/funnel/repository.ts', 'infra/db/rows/row.ts', false],
    ['domain/models/funnel/opening.ts', 'seedwork/entity.ts', false],
    ['domain/models/funnel/opening.ts', 'seedwork/middleware/metrics.ts', true],
    ['infra/db/outbox.ts', 'infra/db/funnel/rows/row.ts', true],
  ])('%s → %s is past a door: %s', (from, to, expected) => {
    expect(reachesPrivateFolder(from, to, isDoor)).toBe(expected)
  })
})

describe('the repository', () => {
  const sources = filesMatching(['packages/*/src/**/*.ts', 'services/*/{src,test,web}/**/*.{ts,tsx}', 'docs/**/*.ts'])
  const edges = sources.flatMap((from) =>
    importsOf(readFileSync(REPOSITORY + from, 'utf8')).map(({ specifier, typeOnly, line }) => ({
      from,
      typeOnly,
      specifier,
      to: specifier?.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier,
      at: `${from}:${line} imports ${specifier ?? 'what is only known while running'}`,
    })),
  )
  // Tests are no part of the package, and may look behind its doors.
  const isTest = (path: string) => /\.(?:unit|int|e2e|broker|experiment)\.test\.tsx?$/.test(path)
  const isDoor = (folder: string) => existsSync(`${REPOSITORY}${folder}/index.ts`)

  test('is really looked at', () => {
    expect(sources).toContain('packages/sdk/src/seedwork/index.ts')
    expect(edges.length).toBeGreaterThan(sources.length)
  })

  test('keeps to the table', () => {
    const refused = edges.filter(({ from, to, typeOnly }) =>
      to === undefined ? !(from in COMPUTED_IMPORTS) : !edgeAllowed(from, to, { typeOnly }),
    )
    expect(refused.map(({ at }) => at)).toEqual([])
  })

  test('reaches past no door', () => {
    const exported = doors()
    const past = edges.filter(({ from, to = '' }) =>
      from.startsWith('packages/sdk/src/')
        ? to.startsWith('packages/sdk/src/') && !isTest(from) && reachesPrivateFolder(from, to, isDoor)
        : to.startsWith('@baltra/sdk') && !exported.includes(to),
    )
    expect(past.map(({ at }) => at)).toEqual([])
  })
})
