import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Writes a `.gz` beside every script and style, so that the server need not compress the same bytes again and again. */
export const gzipBeside = (): Plugin => ({
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
