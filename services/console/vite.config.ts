import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Lays a compressed copy beside every asset, so that nobody compresses while somebody waits. */
function compressed(): Plugin {
  let folder = ''
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: ({ root, build: { outDir, assetsDir } }) => { folder = join(root, outDir, assetsDir) },
    closeBundle: () => {
      for (const name of readdirSync(folder)) {
        const file = join(folder, name)
        const bytes = readFileSync(file)
        writeFileSync(`${file}.br`, brotliCompressSync(bytes))
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  plugins: [react(), compressed()],
  build: { target: 'es2024', outDir: 'dist', emptyOutDir: true },
  // For work on the console: npx vite services/console, beside a running `npm start`.
  server: { host: '127.0.0.1', fs: { allow: ['../..'] }, proxy: { '/api': 'http://127.0.0.1:8080' } },
})
