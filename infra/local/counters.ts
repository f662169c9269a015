import colours from 'picocolors'
import type { ServiceRun } from './services.ts'

/** What the services have counted since their start; null where the one that counts does not answer. */
export interface Counters {
  readonly eventsIn: number | null
  readonly interactions: number | null
  readonly alerts: number | null
  readonly failed: number | null
}

/** A sample of a Prometheus page. */
interface Sample {
  readonly name: string
  readonly labels: string
  readonly value: number
}

/** The samples of a page in Prometheus' text format. */
export function samplesOf(page: string): Sample[] {
  const samples: Sample[] = []
  for (const line of page.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)/.exec(line)
    if (match) samples.push({ name: match[1]!, labels: match[2] ?? '', value: Number(match[3]) })
  }
  return samples
}

/** The sum over all samples of that name whose labels contain the text. */
export const total = (samples: readonly Sample[], name: string, labels = ''): number =>
  samples.filter((sample) => sample.name === name && sample.labels.includes(labels)).reduce((sum, { value }) => sum + value, 0)

/** Reads the counters from the services' metrics. */
export async function readCounters(runs: readonly ServiceRun[]): Promise<Counters> {
  const pages = await Promise.all(runs.map(async (run) => [run.name, await page(`${run.url()}/metrics`)] as const))
  const all = pages.flatMap(([, samples]) => samples ?? [])
  const of = (service: ServiceRun['name']) => pages.find(([name]) => name === service)?.[1] ?? null
  const [enricher, scorer] = [of('enricher'), of('scorer')]
  return {
    eventsIn: enricher && total(enricher, 'cx_records_read_total'),
    interactions: scorer && total(scorer, 'cx_records_written_total', 'topic="interactions"'),
    alerts: scorer && total(scorer, 'cx_records_written_total', 'topic="alerts"'),
    failed: pages.some(([, samples]) => samples === null) ? null : total(all, 'cx_records_failed_total'),
  }
}

async function page(url: string): Promise<Sample[] | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) })
    return response.ok ? samplesOf(await response.text()) : null
  } catch {
    return null // Being restarted.
  }
}

/** The counters as one line. */
export function statusLine({ eventsIn, interactions, alerts, failed }: Counters): string {
  const figure = (value: number | null) => (value === null ? '–' : value.toLocaleString('en'))
  return [
    `events in ${figure(eventsIn)}`, `interactions ${figure(interactions)}`, `alerts ${figure(alerts)}`, `failed ${failed ? colours.yellow(figure(failed)) : figure(failed)}`,
  ].join('   ')
}
