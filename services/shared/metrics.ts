import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

interface Named {
  readonly name: `cx_${string}`
  readonly help: string
  readonly labels: readonly string[]
}

/** One metric of a service. Each service has a closed list of them in its metrics.ts. */
export type MetricSpec =
  | (Named & { readonly kind: 'counter' })
  | (Named & { readonly kind: 'gauge' })
  | (Named & { readonly kind: 'histogram'; readonly buckets: readonly number[] })

type Labels<S extends MetricSpec> = Readonly<Record<S['labels'][number], string | number>>
type Arguments<S extends MetricSpec> = S['labels'][number] extends never ? [] : [labels: Labels<S>]

interface Meters<S extends MetricSpec> {
  counter: { add(amount: number, ...labels: Arguments<S>): void }
  gauge: { set(value: number, ...labels: Arguments<S>): void; remove(...labels: Arguments<S>): void }
  histogram: { observe(value: number, ...labels: Arguments<S>): void }
}

/** The meters of a list, by the names that the service uses for them. */
export type Metrics<List extends Readonly<Record<string, MetricSpec>>> = { readonly [K in keyof List]: Meters<List[K]>[List[K]['kind']] }

/** What a metrics endpoint answers. */
export interface MetricsPage {
  readonly contentType: string
  /** Prometheus' text format. */
  text(): Promise<string>
}

/** The meters of a closed list, and the page that shows them along with the process's own (CPU, memory, event loop). */
export function createMetrics<const List extends Readonly<Record<string, MetricSpec>>>(list: List): { metrics: Metrics<List>; page: MetricsPage } {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const metrics = Object.fromEntries(Object.entries(list).map(([key, spec]) => [key, meter(spec, registry)])) as unknown as Metrics<List>
  return { metrics, page: { contentType: registry.contentType, text: () => registry.metrics() } }
}

function meter(spec: MetricSpec, registry: Registry) {
  const options = { name: spec.name, help: spec.help, labelNames: [...spec.labels], registers: [registry] }
  if (spec.kind === 'counter') {
    const counter = new Counter(options)
    return { add: (amount: number, labels = {}) => counter.inc(labels, amount) }
  }
  if (spec.kind === 'gauge') {
    const gauge = new Gauge(options)
    return { set: (value: number, labels = {}) => gauge.set(labels, value), remove: (labels = {}) => gauge.remove(labels) }
  }
  const histogram = new Histogram({ ...options, buckets: [...spec.buckets] })
  return { observe: (value: number, labels = {}) => histogram.observe(labels, value) }
}
