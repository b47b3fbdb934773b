import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const bff = process.env['BFF_URL'] ?? 'http://127.0.0.1:5001'

/** Writes a `.gz` beside every script and style, so that the server need not compress the same bytes again and again. */
const gzipBeside = (): Plugin => ({
  name: 'gzip-beside',
  apply: 'build',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const output of Object.values(bundle)) {
      if (!/\.(js|css)$/.test(output.fileName)) continue
      const source = gzipSync(output.type === 'chunk' ? output.code : output.source, { level: 9 })
      this.emitFile({ type: 'asset', fileName: `${output.fileName}.gz`, source })
    }
  },
})

export default defineConfig({
  plugins: [react(), gzipBeside()],
  build: {
    // The content security policy allows neither data: scripts nor the polyfill's inline ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    cssTarget: 'esnext',
  },
  server: { host: '127.0.0.1', proxy: { '/api': bff } },
})
