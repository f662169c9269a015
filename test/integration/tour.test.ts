import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { findJava } from '../../infra/local/java.ts'
import { freePort } from '../../infra/local/ports.ts'
import { installTool } from '../../infra/local/tools.ts'
import { eventually } from '../helpers/eventually.ts'
import { createSystem, type System } from '../helpers/system.ts'
import { runShell, tourSteps, unmet, type TourStep } from '../helpers/tour.ts'

const [names, install, ...steps] = tourSteps('A five-minute tour')
/** Steps that must not be repeated; any other may be asked again until the services have come so far. */
const changes = /\b(publish|kafka produce|failed replay)\b/
let system: System
let env: NodeJS.ProcessEnv
/** Why the tour cannot be taken on this machine; null where it can. */
let missing: string | null = null

beforeAll(async () => {
  const port = await freePort()
  system = await createSystem(inject('parts'), { CX_TEXT: 'on', API_PORT: String(port) })
  // A machine without a way to the packages says so soon.
  env = { ...system.env, API_URL: `http://127.0.0.1:${port}`, PIP_RETRIES: '1', PIP_DEFAULT_TIMEOUT: '20', NO_COLOR: '1' }
  const tools = lacking()
  await system.setUp()
  const services = await Promise.all((['enricher', 'resolver', 'scorer', 'sink', 'api'] as const).map((name) => system.start(name)))
  await Promise.all(services.map((service) => service.ready()))
  missing = await tools
}, 150_000)

afterAll(() => system?.stop())

async function lacking(): Promise<string | null> {
  try {
    await findJava(process.env)
    await installTool('kafka-tools', () => {})
  } catch (error) {
    return `Kafka's console tools cannot be had here: ${(error as Error).message}`
  }
  const { code, stderr } = await runShell(install!.commands, env, 110_000)
  return code === 0 ? null : `Python 3 with venv and pip, or the packages it fetches, cannot be had here: ${stderr.trim().split('\n').at(-1)}`
}

async function take({ commands, claimed }: TourStep): Promise<void> {
  const attempt = async () => {
    const { code, stdout, stderr } = await runShell(`${names!.commands}\n${commands}`, env)
    expect([code, code === 0 ? '' : `${stdout}${stderr}`], `this step of the tour ends well:\n${commands}`).toEqual([0, ''])
    expect(unmet(claimed ?? '', stdout, system.deployment), `README.md says what this step prints:\n${commands}\nIt printed:\n${stdout}`).toEqual([])
    return true
  }
  if (changes.test(commands)) await attempt()
  else await eventually(attempt, { timeoutMs: 20_000 })
}

test('the README\'s tour can be followed by copy and paste, and prints what it says', async (context) => {
  if (missing !== null) context.skip(missing)
  // An alert explains itself against the latest daily close, which would then lie between the tour's contacts.
  if (Date.now() % 86_400_000 < 360_000) context.skip('A UTC day has just begun; the tour\'s figures are of contacts on one day.')
  expect(steps.length, 'README.md has the tour\'s commands').toBeGreaterThanOrEqual(10)
  for (const step of steps) await take(step)
}, 150_000)
