import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { gzipBeside } from './gzip-beside.ts'

const bff = process.env['BFF_URL'] ?? 'http://127.0.0.1:5001'

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
