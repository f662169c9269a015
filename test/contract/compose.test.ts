import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { brokerSettings } from '../../infra/local/kafka.ts'
import { localServices } from '../../infra/local/services.ts'
import { root, sourcesOf } from '../helpers/sources.ts'

interface Service {
  readonly image: string
  readonly command?: readonly string[]
  readonly ports?: readonly string[]
  readonly environment?: Readonly<Record<string, unknown>>
  readonly volumes?: readonly (string | { readonly type: string })[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly restart?: string
  readonly profiles?: readonly string[]
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const text = (file: string): string => readFileSync(join(root, file), 'utf8')
const { services, volumes } = parse(text('docker-compose.yml'), { merge: true, maxAliasCount: 1000 }) as Compose
const all = Object.entries(services)
const dockerfile = text('Dockerfile')

/** Our service that a container runs; null for the parts. */
const serviceOf = ({ command = [] }: Service): string | null => /services\/([\w-]+)\/main\.ts/.exec(command.join(' '))?.[1] ?? null
const ours = all.flatMap(([name, service]) => (serviceOf(service) ? [{ name, service, runs: serviceOf(service)! }] : []))
const longLived = ours.filter(({ name }) => name !== 'setup' && name !== 'daily')

describe('docker-compose.yml', () => {
  test('has every service that runs all the time', () => {
    const notServices = ['cli', 'setup']
    const written = sourcesOf('services').filter(({ path }) => basename(path) === 'main.ts').map(({ path }) => basename(dirname(path)))
    expect(longLived.map(({ runs }) => runs).sort()).toEqual(written.filter((name) => !notServices.includes(name)).sort())
    expect(longLived.map(({ runs }) => runs)).toEqual(expect.arrayContaining([...localServices]))
  })

  test('opens ports on 127.0.0.1 only', () => {
    const published = all.flatMap(([, { ports = [] }]) => ports)
    expect(published.length).toBeGreaterThan(2)
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })

  test('pins every image, and ours is pulled from nowhere', () => {
    const images = [...all.map(([, { image }]) => image), ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!)]
    expect(images.filter((image) => !/^[\w./-]+:[\w.-]+$/.test(image) || image.endsWith(':latest'))).toEqual([])
    expect(new Set(ours.map(({ service }) => service.image)).size).toBe(1)
  })

  test('names the images that the tests use', () => {
    const inTests = [...text('test/helpers/containers.ts').matchAll(/'([\w-]+\/[\w-]+:[\w.-]+)'/g)].map(([, image]) => image!)
    expect(all.map(([, { image }]) => image)).toEqual(expect.arrayContaining(inTests))
  })

  test('gives the broker the settings of a local run', () => {
    // Here it has two doors.
    const { 'listener.security.protocol.map': _, ...shared } = brokerSettings
    const expected = Object.entries(shared).map(([key, value]) => [`KAFKA_${key.toUpperCase().replaceAll('.', '_')}`, value])
    const given = Object.fromEntries(Object.entries(services.kafka!.environment!).map(([key, value]) => [key, String(value)]))
    expect(given).toMatchObject(Object.fromEntries(expected))
  })

  test('keeps data in volumes that it declares, and mounts files that are there', () => {
    const mounts = all.flatMap(([, service]) => service.volumes ?? []).filter((volume) => typeof volume === 'string').map((volume) => volume.split(':')[0]!)
    expect(mounts.filter((source) => (source.startsWith('.') ? !existsSync(join(root, source)) : !(source in volumes)))).toEqual([])
    expect(mounts).toEqual(expect.arrayContaining(Object.keys(volumes)))
  })

  test('starts services after the set-up has done its work, watches their health, and starts them again', () => {
    expect(longLived.map(({ name, service: { depends_on, healthcheck, restart, environment } }) =>
      [name, depends_on?.setup?.condition, restart, healthcheck?.test.join(' ').includes(`:${String(environment!.METRICS_PORT)}/health/ready`)]))
      .toEqual(longLived.map(({ name }) => [name, 'service_completed_successfully', 'on-failure:10', true]))
    expect(Object.values(services.setup!.depends_on!).map(({ condition }) => condition)).toEqual(Array(3).fill('service_healthy'))
  })

  test('watches itself with what infra/ has for it, when asked to', () => {
    const { prometheus, grafana } = services as Readonly<Record<'prometheus' | 'grafana', Service>>
    expect([prometheus.profiles, grafana.profiles]).toEqual([['monitoring'], ['monitoring']])
    expect(prometheus.volumes).toContain('./infra/prometheus:/etc/prometheus:ro')
    const provider = parse(text('infra/grafana/provisioning/dashboards/cx.yml')) as { providers: { options: { path: string } }[] }
    expect(grafana.volumes).toEqual(expect.arrayContaining(['./infra/grafana/provisioning:/etc/grafana/provisioning:ro', `./infra/grafana/dashboards:${provider.providers[0]!.options.path}:ro`]))
    const asked = [...text('infra/grafana/provisioning/datasources/cx.yml').matchAll(/\$([A-Z_]+)/g)].map(([, name]) => name!)
    expect(asked.length).toBeGreaterThan(4)
    expect(Object.keys(grafana.environment!)).toEqual(expect.arrayContaining(asked))
    expect(grafana.environment!.PROMETHEUS_URL).toBe('http://prometheus:9090')
  })

  test('lets Prometheus reach the metrics of every service, whose job has its name', () => {
    const { scrape_configs: jobs } = parse(text('infra/prometheus/prometheus.yml')) as { scrape_configs: { job_name: string; dns_sd_configs: { names: string[]; port: number }[] }[] }
    expect(jobs.map(({ job_name, dns_sd_configs: [dns] }) => [job_name, dns!.names, dns!.port, '0.0.0.0']).sort())
      .toEqual(longLived.map(({ name, service: { environment } }) => [name, [name], environment!.METRICS_PORT, environment!.METRICS_HOST]).sort())
  })

  test.each(ours)('sets for $name what its service reads, and nothing else', async ({ service, runs }) => {
    const { help } = await import(`../../services/${runs}/config.ts`) as { help: string }
    const read = [...help.matchAll(/^ {2}([A-Z][A-Z0-9_]+) /gm)].map(([, variable]) => variable!)
    expect(read.length).toBeGreaterThan(3)
    // Inside, the ports are the default ones; outside, Compose publishes them as API_PORT and INGEST_PORT.
    expect(Object.keys(service.environment!).sort()).toEqual(read.filter((variable) => !/^(API|INGEST)_(PORT|HOST)$/.test(variable)).sort())
  })
})

/** Everything that a file of ours imports, directly or not. */
function reachable(entry: string): { readonly files: string[]; readonly packages: string[] } {
  const sources = new Map([...sourcesOf('services'), ...sourcesOf('core'), ...sourcesOf('schemas'), ...sourcesOf('infra')].map((source) => [source.path, source]))
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = (path: string): void => {
    if (files.has(path)) return
    files.add(path)
    for (const { target, typeOnly } of sources.get(path)?.imports ?? []) {
      if (typeOnly || target.startsWith('node:')) continue
      if (existsSync(join(root, target))) visit(target)
      else packages.add(/^(@[^/]+\/)?[^/]+/.exec(target)![0])
    }
  }
  visit(entry)
  return { files: [...files], packages: [...packages] }
}

describe('the image', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from]) => from!.split(' '))
  const ignored = text('.dockerignore').split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const inImage = (file: string): boolean => {
    const below = (folder: string) => file === folder || file.startsWith(`${folder}/`)
    return copied.some(below) && ignored.some((line) => line.startsWith('!') && below(line.slice(1))) && !ignored.some((line) => below(line))
  }

  test.each([...new Set(ours.map(({ runs }) => runs))])('has all that %s needs', (service) => {
    const { files, packages } = reachable(`services/${service}/main.ts`)
    expect(files.length).toBeGreaterThan(10)
    expect(files.filter((file) => !inImage(file))).toEqual([])
    const { dependencies } = JSON.parse(text('package.json')) as { dependencies: Record<string, string> }
    expect(packages.filter((name) => !(name in dependencies))).toEqual([])
  })

  test('has the Node version of a local run, no dev dependencies, and no root user', () => {
    const { devDependencies } = JSON.parse(text('package.json')) as { devDependencies: Record<string, string> }
    const major = /^\d+/.exec(devDependencies.node!)![0]
    expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)).toEqual([`node:${major}-slim`, `node:${major}-slim`, `node:${major}-slim`])
    expect(dockerfile).toMatch(/npm ci --omit=dev/)
    expect(dockerfile.split('\n').findLast((line) => line.startsWith('USER '))).toBe('USER node')
  })
})
