import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { monotonicClock } from '../../shared/playback/clock.ts'
import { openPublisher } from '../../shared/playback/publisher.ts'
import { findPosition, savePosition } from '../../shared/playback/position.ts'
import { play } from '../../shared/playback/play.ts'
import { dayMs } from '../../shared/playback/slices.ts'
import { openUptake } from '../../shared/playback/uptake.ts'
import { Refusal } from '../../shared/refusal.ts'
import { withRegistry } from '../reach.ts'
import { readSettings } from '../settings-log.ts'
import type { Slice } from '../../shared/playback/slices.ts'
import type { Context, Parts } from '../context.ts'
import { joinOrders } from './orders.ts'
import { readOlist } from './read.ts'
import { countEvents, kindOf, olistSlices } from './replay.ts'
import { Summary } from './summary.ts'
import type { OlistHistory } from './orders.ts'

export interface ReplayOptions {
  readonly folder: string
  readonly speed: number | 'max'
  readonly fromStart: boolean
}

const patienceMs = 60_000

/** `cx replay olist`: from the files to the summary. Throws a Refusal where the deployment is not one for history. */
export async function playOlist(context: Context, options: ReplayOptions): Promise<void> {
  const { terminal } = context
  const startedAt = performance.now()
  await context.withParts(async (parts) => {
    await checkDeployment(parts)
    const history = joinOrders(await readOlist(resolve(options.folder)))
    const summary = new Summary(history)
    const finished = await publish(context, parts, history, summary, options)
    summary.print(terminal, (performance.now() - startedAt) / 1000)
    if (!finished) throw new Refusal('Stopped before the end.', 'The same command goes on from here.', 1)
  })
}

/** Ticks of a live deployment are those of today: history would be silent accounts and closed days to it. */
async function checkDeployment(parts: Parts): Promise<void> {
  const { deployment } = parts.config
  const { settings } = await readSettings(parts)
  if (settings.clock === 'log') return
  throw new Refusal(
    `Deployment "${deployment}" is live (its clock is "${settings.clock}"): history that shall be scored as if live goes into a deployment of its own; into a live deployment a replay is refused.`,
    `Start one with \`CX_DEPLOYMENT=olist CX_CLOCK=log CX_DEMO=off npm start\`, then repeat this with CX_DEPLOYMENT=olist.`)
}

/** Publishes what is left to publish; gives whether it came to the end. */
async function publish(context: Context, parts: Parts, history: OlistHistory, summary: Summary, options: ReplayOptions): Promise<boolean> {
  const { config, kafka, reader, registry } = parts
  const name = playName(history)
  const from = options.fromStart ? null : await findPosition(reader, config.dataDir, config.deployment, name)
  const publisher = await withRegistry(openPublisher({ kafka, registry, deployment: config.deployment }))
  const uptake = await openUptake({ admin: kafka.kafka().admin(), deployment: config.deployment, patienceMs })
  const { total } = countEvents(history)
  const progress = context.terminal.progress(total)
  let done = 0
  const left = function* (): Generator<Slice> {
    for (const slice of olistSlices(history, sliceLength(options.speed))) {
      if (slice.start >= (from?.slice ?? -Infinity)) yield slice
      else done += slice.events.length
    }
  }
  try {
    return await play({
      play: name, slices: left(), publisher, uptake, clock: monotonicClock, speed: options.speed, signal: context.signal,
      onSlice: async (slice) => {
        done += slice.events.length
        for (const event of slice.events) summary.count(kindOf(event))
        progress.update(done, new Date(slice.start).toISOString().slice(0, 10))
        await savePosition(config.dataDir, config.deployment, name, { slice: slice.start + 1 })
      },
    })
  } finally {
    progress.end()
    await Promise.allSettled([publisher.close(), uptake.close()])
  }
}

/** A slow replay is cut finely, so that a second of it is a second; a fast one by days. */
const sliceLength = (speed: number | 'max'): number => (speed === 'max' ? dayMs : Math.min(dayMs, Math.max(1000, Math.round(speed * 1000))))

/** The same files are the same play, wherever they lie. */
const playName = ({ orders }: OlistHistory): string =>
  `olist-${createHash('sha256').update(orders.map((order) => order.id).join()).digest('hex').slice(0, 12)}`
