/**
 * Who may import whom inside packages/sdk/src, as docs tell it. `<own>` is the importing file's own context or
 * technology, `*` is any one folder.
 */
export const IMPORT_TABLE: Readonly<Record<string, readonly string[]>> = {
  seedwork: ['seedwork'],
  shared: ['shared'],
  'domain/models/<own>': ['domain/models/<own>', 'domain/models/*/events.ts', 'seedwork'],
  'domain/ports/<own>': ['domain/ports/<own>', 'domain/models/<own>', 'seedwork'],
  'domain/services/<own>': [
    'domain/services/<own>',
    'domain/ports/<own>',
    'domain/models/<own>',
    'domain/models/*/events.ts',
    'seedwork',
  ],
  'infra/<own>': ['infra/<own>', 'domain/ports', 'domain/models', 'seedwork', 'shared'],
  reporting: ['reporting', 'domain/ports', 'domain/models', 'seedwork', 'shared'],
  ai: ['ai', 'domain/ports', 'domain/models', 'seedwork', 'shared'],
  legacy: ['legacy', 'domain', 'infra', 'seedwork', 'shared'],
  testing: ['testing', 'domain', 'seedwork', 'shared', 'infra/messaging/memory'],
}

/** The only folders that know a package. zod is everybody's; what has no row here may not be imported at all. */
export const PACKAGE_OWNERS: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk/client-sns': ['infra/messaging/sns'],
  '@aws-sdk/client-sqs': ['infra/messaging/sqs'],
  '@fastify/swagger': ['infra/http'],
  '@opentelemetry/api': ['shared/tracing'],
  '@platformatic/kafka': ['infra/messaging/kafka'],
  'drizzle-orm': ['infra/db', 'infra/messaging/postgres'],
  fastify: ['infra/http'],
  'fastify-zod-openapi': ['infra/http'],
  'p-retry': ['shared/retry'],
  pg: ['infra/db', 'infra/messaging/postgres', 'testing/postgres'],
  pino: ['shared/logging'],
  vitest: ['testing/conformance'],
  ws: ['infra/messaging/pulsar'],
}

/** Where the target of an import is known only while running, and why it has to be. */
export const COMPUTED_IMPORTS: Readonly<Record<string, string>> = {
  'packages/sdk/src/testing/postgres/binaries.ts': 'the package with PostgreSQL has another name on each platform',
}

/** Pure code: neither Node nor any package but zod. */
export const PURE = ['seedwork', 'domain']
