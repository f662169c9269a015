import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Where Vite puts the console: npm run build:console. */
const built = join(import.meta.dirname, '..', 'console', 'dist')

/** Nothing comes from another host, nobody shows the page in a frame of his, and a script that is in what somebody wrote does not run. */
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** Serves the console at /. Its screens are paths of their own, all answered with the same page. False where it is not built. */
export async function serveConsole(app: FastifyInstance): Promise<boolean> {
  if (!existsSync(join(built, 'index.html'))) return false
  // Files carry a hash of their content in their name; the page that names them must be asked for each time.
  await app.register(fastifyStatic, { root: join(built, 'assets'), prefix: '/assets/', index: false, immutable: true, maxAge: '365d', preCompressed: true, schemaHide: true })
  for (const path of ['/', '/alerts', '/alerts/*', '/accounts', '/accounts/*', '/portfolio', '/data']) {
    app.get(path, { schema: { hide: true } }, (_, reply) => reply.headers({ 'cache-control': 'no-cache', 'content-security-policy': policy }).sendFile('index.html', built, { immutable: false, maxAge: 0, cacheControl: false }))
  }
  return true
}
