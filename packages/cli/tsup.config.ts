import { defineConfig } from 'tsup'

/** One file that starts quickly; @baltra/sdk is a dependency and stays outside. */
export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  target: 'node22.12',
  platform: 'node',
  dts: false,
  clean: true,
  silent: true,
})
