import { defineConfig } from 'vitest/config'

/**
 * '@baltra/source' lets `@baltra/sdk/…` be the package's live source; the rest is what Vite has by default, without 'module':
 * what stands there is for bundlers, and Node can't load that of the AWS clients.
 */
const conditions = ['@baltra/source', 'node', 'development|production']

interface Suite {
  readonly testTimeout: number
  readonly hookTimeout: number
  /** Whether several files may run at once; by default they do. */
  readonly fileParallelism?: boolean
  /** Modules that start what all of the suite's files share, once. */
  readonly globalSetup?: string[]
}

/** The kind of a test is in its file's name: `advance-application.unit.test.ts`. */
const suite = (name: string, settings: Suite) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    include: [`{packages,services,docs}/**/*.${name}.test.{ts,tsx}`],
    exclude: ['**/node_modules/**', '**/dist/**'],
    ...settings,
  },
})

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      suite('unit', { testTimeout: 10_000, hookTimeout: 10_000 }),
      suite('int', { testTimeout: 60_000, hookTimeout: 120_000, globalSetup: ['packages/sdk/test/postgres.ts'] }),
      // What needs Java or Python, and what takes minutes, is left to `npm run test:brokers`: one file after the other.
      suite('broker', { testTimeout: 180_000, hookTimeout: 300_000, fileParallelism: false }),
      suite('experiment', {
        testTimeout: 300_000,
        hookTimeout: 300_000,
        fileParallelism: false,
        globalSetup: ['packages/sdk/test/postgres.ts'],
      }),
      suite('e2e', {
        testTimeout: 180_000,
        hookTimeout: 180_000,
        globalSetup: ['packages/sdk/test/postgres.ts', 'packages/sdk/test/package/packed-sdk.setup.ts'],
      }),
    ],
  },
})
