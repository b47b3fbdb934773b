import { cp } from 'node:fs/promises'
import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'

const BUNDLED = /^drizzle-orm(?:\/|$)/

const source = fileURLToPath(new URL('src/', import.meta.url))

/** Whether a module is ours, not a bundled package's. */
const isOurs = (file: string) => {
  const path = relative(source, file)
  return !path.startsWith('..') && !isAbsolute(path)
}

/**
 * dist has the same files as src: each module stays itself, so that `import.meta.url` means the same place, a stack trace names
 * a file that exists, and no module is there twice. Of packages only drizzle-orm goes in: it is no dependency of this one.
 */
const keepModules = {
  name: 'keep-modules',
  setup(build: {
    onResolve(
      options: { filter: RegExp },
      resolve: (module: { path: string; importer: string }) => { path: string; external: true } | undefined,
    ): void
  }) {
    build.onResolve({ filter: /^\.\.?\/.*\.ts$|^[^./]/ }, ({ path, importer }) =>
      importer && isOurs(importer) && !BUNDLED.test(path)
        ? { path: path.replace(/^(\..*)\.ts$/, '$1.js'), external: true }
        : undefined,
    )
  },
}

export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts'],
  format: 'esm',
  target: 'node22.12',
  platform: 'node',
  dts: false,
  splitting: true,
  clean: true,
  silent: true,
  noExternal: [BUNDLED],
  esbuildPlugins: [keepModules],
  esbuildOptions: (options) => {
    options.chunkNames = 'vendor/[name]-[hash]'
  },
  onSuccess: () =>
    cp(`${source}infra/db/migrations`, fileURLToPath(new URL('dist/infra/db/migrations', import.meta.url)), {
      recursive: true,
      filter: (file) => !file.endsWith('.ts'),
    }),
})
