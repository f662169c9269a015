#!/usr/bin/env node
// The machine's own Node may be older than what the TypeScript sources need; the project brings its own. This file runs on both.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(realpathSync(fileURLToPath(import.meta.url)))

function projectNode() {
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    const node = join(folder, 'node_modules', '.bin', 'node')
    if (existsSync(node)) return node
  }
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : null
}

const node = projectNode()
if (node === null) {
  process.stderr.write(`cx needs Node 24 or newer; this is ${process.version}, and the project's own is not installed.\nRun \`npm install\` in ${join(here, '../..')}.\n`)
  process.exit(78)
}
const child = spawn(node, [join(here, 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
// A terminal sends Ctrl-C to the whole group: the child ends in its own time, and this process after it.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('error', (error) => {
  process.stderr.write(`${node} cannot be started: ${error.message}\n`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
