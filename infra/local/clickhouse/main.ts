import { parseArgs } from 'node:util'
import { Refusal } from '../../../services/shared/refusal.ts'
import type { User } from './access.ts'
import { openEngine } from './engine.ts'
import { serve } from './server.ts'

const usage = `node infra/local/clickhouse/main.ts --port N --data DIR [--host 127.0.0.1] [--user U --password P] [--reader R --reader-password P] [--max-body-mb 256]
Serves ClickHouse's HTTP interface from ClickHouse's own engine, with its tables in DIR.
Passwords may also come from CLICKHOUSE_PASSWORD and CLICKHOUSE_READER_PASSWORD.`

// Tables, logs and clients agree on one time zone, whatever the machine's is.
process.env.TZ = 'UTC'

try {
  await main()
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  console.error(`${error.message} ${error.remedy}`)
  process.exitCode = error.exitCode
}

async function main(): Promise<void> {
  const options = readOptions()
  const engine = await openEngine(options.data)
  const server = await serve({ engine, ...options }).catch(async (error: Error) => {
    await engine.close()
    throw new Refusal(`Cannot listen on ${options.host}:${options.port}: ${error.message}.`, 'Choose another port with --port.')
  })
  console.log(`ClickHouse ${engine.version} answers on http://${options.host}:${server.port}`)
  const stop = async (): Promise<void> => {
    await server.close()
    await engine.close()
    process.exit(0)
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
}

function readOptions() {
  const { port, data, host, 'max-body-mb': megabytes, ...names } = parse()
  if (port === undefined || !/^\d{1,5}$/.test(port) || data === undefined) throw new Refusal('--port and --data are needed.', usage)
  const users = readUsers(names)
  if (host !== '127.0.0.1' && host !== '::1' && host !== 'localhost' && users.some((user) => user.password === '')) {
    throw new Refusal(`Without passwords this server listens on the loopback address only, not on ${host}.`, 'Give --user and --password.')
  }
  return { port: Number(port), data, host, users, maxBodyBytes: Number(megabytes) * 1024 * 1024 }
}

function parse() {
  const string = { type: 'string' } as const
  try {
    return parseArgs({
      options: {
        port: string, data: string, host: { ...string, default: '127.0.0.1' }, user: { ...string, default: 'default' }, password: string,
        reader: string, 'reader-password': string, 'max-body-mb': { ...string, default: '256' },
      },
    }).values
  } catch (error) {
    throw new Refusal((error as Error).message, usage)
  }
}

function readUsers(names: { user: string; password?: string; reader?: string; 'reader-password'?: string }): User[] {
  const writer = { name: names.user, password: names.password ?? process.env.CLICKHOUSE_PASSWORD ?? '', reader: false }
  if (names.reader === undefined) return [writer]
  return [writer, { name: names.reader, password: names['reader-password'] ?? process.env.CLICKHOUSE_READER_PASSWORD ?? '', reader: true }]
}
