// Plain JavaScript, and nothing but Node's own modules: what is missing is said here, before anything that needs it is loaded.
import { existsSync } from 'node:fs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const missing =
  !existsSync(new URL('../../node_modules/kafkajs', import.meta.url))
    ? 'The Node modules are not installed. Install them: npm install'
    : major < 22 || (major === 22 && minor < 18)
      ? `Node ${process.versions.node} cannot run TypeScript. Start with "npm start", which takes Node 24 from node_modules, or install Node 24.`
      : null

if (missing) {
  console.error(missing)
  process.exitCode = 78
} else {
  await import('./start.ts')
}
