import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Where Vite puts the console: npm run build:console. */
const built = join(import.meta.dirname, '..', 'console', 'dist')

/** Serves the console at /. Its screens are paths of their own, all answered with the same page. False where it is not built. */
export async function serveConsole(app: FastifyInstance): Promise<boolean> {
  if (!existsSync(join(built, 'index.html'))) return false
  // Files carry a hash of their content in their name; the page that names them must be asked for each time.
  await app.register(fastifyStatic, { root: join(built, 'assets'), prefix: '/assets/', index: false, immutable: true, maxAge: '365d', preCompressed: true, schemaHide: true })
  for (const path of ['/', '/alerts', '/alerts/*', '/accounts', '/accounts/*', '/portfolio', '/data']) {
    app.get(path, { schema: { hide: true } }, (_, reply) => reply.header('cache-control', 'no-cache').sendFile('index.html', built, { immutable: false, maxAge: 0, cacheControl: false }))
  }
  return true
}
