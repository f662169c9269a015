import { pace } from './ambient.ts'
import { billingMess, brokenPromise, longestStoryMs, lostChampion, outage, praise, stalledStart, winBack } from './plots.ts'
import { randomOf } from './random.ts'
import type { PlayedEvent } from '../shared/playback/slices.ts'
import type { AccountProfile } from './company.ts'
import type { World } from './habits.ts'
import type { Plot, Stage } from './plots.ts'

const slotMs = 60_000

/** The first minutes of live play, whatever the seed: what goes wrong, and milliseconds after the beginning. Nobody is in two of these. */
const opening: readonly (readonly [Plot, number])[] = [[outage, 2_000], [brokenPromise, 8_000], [lostChampion, 14_000], [billingMess, 26_000]]
/** Those whose promise was broken are won back while one watches. */
const openingWinBack = { of: 1, after: 70_000 } as const

const repertoire: readonly (readonly [Plot, number])[] = [
  [outage, 15], [brokenPromise, 22], [lostChampion, 14], [billingMess, 12], [stalledStart, 5], [winBack, 24], [praise, 8],
]

/** A story: which plot, where, with whom. */
export interface Story {
  readonly plot: Plot
  readonly stage: Stage
  readonly cast: readonly AccountProfile[]
}

/** All events of stories from `from` to before `to` (epoch ms). Stories begin with live play; a window's events do not depend on how time is cut. */
export function stories(world: World, from: number, to: number): PlayedEvent[] {
  const events: PlayedEvent[] = []
  const first = Math.max(0, Math.floor((from - longestStoryMs - world.today) / slotMs))
  for (let slot = first; world.today + slot * slotMs < to; slot++) {
    for (const { plot, stage, cast } of storiesOf(world, slot)) events.push(...plot.script(stage, cast))
  }
  return events.filter(({ at }) => at >= from && at < to)
}

/** The stories that begin in a slot: in the first one the opening, later at most one, and ever fewer. */
export function storiesOf(world: World, slot: number): Story[] {
  if (slot === 0) return openingStories(world)
  const at = world.today + slot * slotMs
  const random = randomOf(world.seed, world.today, 'slot', slot)
  if (!random.chance(pace(world, at))) return []
  const plot = random.weighted(repertoire)
  const stage = stageOf(world, `story-${world.today}-${slot}`, at + Math.floor(random.next() * slotMs))
  return [plot === winBack ? { plot, stage, cast: victims(world, slot) ?? winBack.cast(stage) } : told(plot, stage)]
}

function openingStories(world: World): Story[] {
  const stage = (i: number, after: number) => stageOf(world, `story-${world.today}-0-${i}`, world.today + after)
  const told: Story[] = []
  for (const [i, [plot, after]] of opening.entries()) {
    const taken = new Set(told.flatMap(({ cast }) => cast))
    const at = stage(i, after)
    told.push({ plot, stage: at, cast: plot.cast({ ...at, world: { ...world, accounts: world.accounts.filter((account) => !taken.has(account)) } }) })
  }
  return [...told, { plot: winBack, stage: stage(opening.length, openingWinBack.after), cast: told[openingWinBack.of]!.cast }]
}

const stageOf = (world: World, id: string, at: number): Stage => ({ world, id, at, random: randomOf(world.seed, id) })

const told = (plot: Plot, stage: Stage): Story => ({ plot, stage, cast: plot.cast(stage) })

const happy: ReadonlySet<Plot> = new Set([winBack, praise])
const rememberedSlots = 45

/** Those to whom something bad happened lately and for whom nothing was done yet, as far as slots before this one say. */
function victims(world: World, slot: number): readonly AccountProfile[] | null {
  const nth = randomOf(world.seed, 'victim', slot).whole(4, rememberedSlots)
  for (let before = slot - nth; before <= slot - 4; before++) {
    if (before < 0) continue
    const sad = storiesBefore(world, before).filter(({ plot }) => !happy.has(plot))
    if (sad.length > 0) return sad[0]!.cast
  }
  return null
}

/** As storiesOf, without those that would look further back themselves. */
function storiesBefore(world: World, slot: number): Story[] {
  if (slot === 0) return storiesOf(world, 0)
  const random = randomOf(world.seed, world.today, 'slot', slot)
  if (!random.chance(pace(world, world.today + slot * slotMs)) || random.weighted(repertoire) === winBack) return []
  return storiesOf(world, slot)
}
