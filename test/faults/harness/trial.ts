import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verify, type Verified } from '../verifier/verify.ts'
import { environmentOf, rootOf, setUp } from './deployment.ts'
import { drain, standStill } from './drain.ts'
import { faultKinds } from './faults.ts'
import { createFleet, type Fleet } from './fleet.ts'
import { applyLoad, schedule, type Done } from './load.ts'
import type { TrialOptions } from './options.ts'
import { startParts, type Parts } from './parts.ts'
import { openPositions } from './positions.ts'
import { openPublisher } from './publisher.ts'
import { createRandom } from './random.ts'
import type { Field } from './recovery.ts'
import { replay } from './replay.ts'
import { Stream } from './stream.ts'

/** A run and what came of it. */
export interface Trial {
  readonly options: TrialOptions
  readonly done: readonly Done[]
  readonly verified: Verified
  /** Records compared with those of the replay. */
  readonly replayed: number
  /** Processes that ended though nobody had asked for it. */
  readonly deaths: readonly string[]
  /** Partitions that a service gave up and took over again by itself. */
  readonly retries: number
  /** What sinks found amiss in ClickHouse after repeats, in batches: put back, settled in sums, there too often. */
  readonly amiss: Readonly<Record<'batch.put-back' | 'batch.settled' | 'batch.surplus', number>>
  readonly seconds: number
}

const [first, second] = ['faulty', 'calm']
const last = (options: TrialOptions) => (options.clock === 'wall' ? Date.now() : Date.UTC(2026, 1, 10))

/**
 * One run from parts to differences: the real system under load and faults, then everything that it took in and gave out against the contracts, then
 * its timeline, as ClickHouse has archived it, once more in peace. Throws where the system does not get over a fault, or refuses to go on.
 */
export async function runTrial(options: TrialOptions, say: (line: string) => void): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), 'cx-faults-'))
  const since = performance.now()
  const told = (line: string) => say(`${((performance.now() - since) / 1000).toFixed(0).padStart(5)} s  ${line}`)
  if (options.keep) told(`data and logs in ${folder}`)
  let parts: Parts | null = null
  try {
    parts = await startParts(folder, told)
    told(`Kafka, registry and ClickHouse run (seed ${options.seed}, ${options.events} events, ${options.faults} faults, clock ${options.clock})`)
    await setUp(options, parts, first)
    const { done, fleet, acknowledged } = await underFaults(options, parts, join(folder, 'logs'), told)
    told('all is processed; comparing with the contracts')
    const verified = await verify({ brokers: parts.brokers, registryUrl: parts.registryUrl, clickhouseUrl: parts.clickhouseUrl, deployment: first })
    if (verified.inputs < acknowledged) verified.differences.add('what Kafka acknowledged is there', `${verified.inputs} of ${acknowledged} inputs`)
    told(`${verified.interactions} interactions, ${verified.scores} scores, ${verified.alerts} steps of alerts; scoring the timeline once more in peace`)
    const replayed = await replay(options, parts, { first, second, logs: join(folder, 'calm-logs') }, verified.differences)
    return { options, done, verified, replayed, deaths: fleet.deaths, retries: fleet.count('partition.retrying'), amiss: amissOf(fleet), seconds: (performance.now() - since) / 1000 }
  } finally {
    await parts?.stop()
    if (!options.keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

const amissOf = (fleet: Fleet): Trial['amiss'] =>
  ({ 'batch.put-back': fleet.count('batch.put-back'), 'batch.settled': fleet.count('batch.settled'), 'batch.surplus': fleet.count('batch.surplus') })

interface Loaded {
  readonly done: Done[]
  readonly fleet: Fleet
  readonly acknowledged: number
}

async function underFaults(options: TrialOptions, parts: Parts, logs: string, say: (line: string) => void): Promise<Loaded> {
  const random = createRandom(options.seed + 2)
  const fleet = createFleet({ root: rootOf(options), logs, deployment: first, env: environmentOf(options), addressesFor: parts.addressesFor })
  const positions = openPositions(parts.brokers, first)
  const publisher = await openPublisher({ brokers: parts.brokers, registryUrl: parts.registryUrl, deployment: first })
  const field: Field = { fleet, parts, positions, random, scorers: options.scorers }
  try {
    await Promise.all((['enricher', 'resolver', 'sink'] as const).map((service) => fleet.add(service, 2)))
    await fleet.add('scorer', options.scorers)
    await Promise.all(fleet.all().map((each) => each.ready()))
    say('two of each service are ready')
    const stream = new Stream(options)
    const done = await applyLoad({ options, stream, publisher, field, say }, schedule(options.deck ?? faultKinds, options.faults, random))
    say(`${stream.published} published and more that belong to them; waiting for the end`)
    await drain(field, publisher, last(options))
    if (options.clock === 'wall') await standStill(field)
    return { done, fleet, acknowledged: publisher.acknowledged }
  } finally {
    await publisher.close()
    await positions.close()
    await fleet.stop()
  }
}
