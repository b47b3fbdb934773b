import { defineConfig } from 'vitest/config'

const conditions = ['@baltra/source', 'module', 'node', 'development|production']

const project = (name: string, timeouts: { testTimeout: number; hookTimeout: number }) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name, include: [`{packages,services,docs}/**/*.${name}.test.{ts,tsx}`], exclude: ['**/node_modules/**', '**/dist/**'], ...timeouts },
})

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', { testTimeout: 10_000, hookTimeout: 10_000 }),
      project('int', { testTimeout: 60_000, hookTimeout: 120_000 }),
      project('e2e', { testTimeout: 180_000, hookTimeout: 180_000 }),
    ],
  },
})
