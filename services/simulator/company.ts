import { companyHeads, companyTails, familyNames, givenNames, regions, roles } from './names.ts'
import { randomOf } from './random.ts'
import type { Region, Vertical } from './names.ts'
import type { Random } from './random.ts'

export type Segment = 'enterprise' | 'mid-market' | 'smb'

/** How an account's experience goes over the months before today. */
export type Arc = 'steady' | 'improving' | 'declining' | 'troubled' | 'recovered' | 'fading' | 'new'

export interface Person {
  readonly id: string
  readonly name: string
  readonly role: string
}

/** One customer of the simulated company. */
export interface AccountProfile {
  readonly id: string
  readonly name: string
  readonly segment: Segment
  readonly vertical: Vertical
  readonly region: Region
  readonly annualRevenue: number
  readonly currency: string
  /** The account manager. */
  readonly owner: string
  /** The head of the region. */
  readonly escalationOwner: string
  /** Days from today on. */
  readonly renewalInDays: number
  readonly parentId: string | null
  readonly people: readonly Person[]
  /** How likely an experience is a good one, 0 to 1, when nothing special happens. */
  readonly quality: number
  /** Experiences a day that leave a trace beside the everyday contacts. */
  readonly activity: number
  /** Everyday contacts a day. */
  readonly contacts: number
  /** Buys devices, not only the service. */
  readonly buysDevices: boolean
  readonly arc: Arc
}

const accountCount = 300

const segments: readonly (readonly [Segment, number])[] = [['enterprise', 15], ['mid-market', 45], ['smb', 40]]
const revenue: Readonly<Record<Segment, readonly [number, number]>> = { 'enterprise': [250_000, 3_000_000], 'mid-market': [60_000, 400_000], 'smb': [4_000, 60_000] }
const people: Readonly<Record<Segment, readonly [number, number]>> = { 'enterprise': [4, 6], 'mid-market': [3, 4], 'smb': [1, 2] }
const arcs: readonly (readonly [Arc, number])[] = [['steady', 80], ['improving', 5], ['declining', 5], ['troubled', 4], ['recovered', 3], ['new', 3]]
const managersPerRegion = 3
/** Accounts that everybody knows to be fading: the first ones of every seed, so that a demo always has them. */
const fading = 3

/**
 * The customers of Alder & Finch, an invented maker of warehouse terminals with a cloud service: who they are, who answers for them, and
 * what their life with the company is like. A function of the seed.
 */
export function company(seed: number): AccountProfile[] {
  const staff = staffOf(seed)
  const names = new Set<string>()
  const accounts: AccountProfile[] = []
  for (let i = 0; i < accountCount; i++) accounts.push(account(seed, i, staff, names, accounts))
  return accounts
}

function account(seed: number, i: number, staff: ReadonlyMap<Region, Staff>, names: Set<string>, before: readonly AccountProfile[]): AccountProfile {
  const random = randomOf(seed, 'account', i)
  const segment = i < fading ? 'mid-market' : random.weighted(segments)
  const vertical = random.pick(Object.keys(companyTails) as Vertical[])
  const region = random.pick(Object.keys(regions) as Region[])
  const arc = i < fading ? 'fading' : random.weighted(arcs)
  const { managers, head } = staff.get(region)!
  const [low, high] = revenue[segment]
  const parent = segment !== 'enterprise' && random.chance(0.06) ? before.findLast((each) => each.segment === 'enterprise' && each.region === region) : undefined
  return {
    id: `acc-${String(i + 1).padStart(4, '0')}`,
    name: companyName(random, vertical, names),
    segment, vertical, region,
    // As many between 10,000 and 20,000 as between 100,000 and 200,000.
    annualRevenue: Math.round((low * (high / low) ** random.next()) / 100) * 100,
    currency: regions[region],
    owner: random.pick(managers),
    escalationOwner: head,
    renewalInDays: random.whole(5, 360),
    parentId: parent?.id ?? null,
    people: peopleOf(random, i, random.whole(...people[segment])),
    quality: qualityOf(random, arc),
    activity: random.between(0.08, segment === 'enterprise' ? 0.45 : 0.25),
    contacts: arc === 'fading' ? 1.6 : random.between(0.3, 0.9),
    buysDevices: random.chance(0.7),
    arc,
  }
}

/** Most are served well, some are not: that is where alerts come from on an ordinary day. */
const qualityOf = (random: Random, arc: Arc): number =>
  arc === 'steady' && random.chance(0.08) ? random.between(0.55, 0.7) : random.between(0.86, 0.98)

function companyName(random: Random, vertical: Vertical, taken: Set<string>): string {
  for (;;) {
    const name = `${random.pick(companyHeads)} ${random.pick(companyTails[vertical])}`
    if (taken.has(name)) continue
    taken.add(name)
    return name
  }
}

const personName = (random: Random) => `${random.pick(givenNames)} ${random.pick(familyNames)}`

const peopleOf = (random: Random, account: number, count: number): Person[] =>
  Array.from({ length: count }, (_, i) => ({ id: `con-${String(account + 1).padStart(4, '0')}-${i + 1}`, name: personName(random), role: roles[i % roles.length]! }))

interface Staff {
  readonly managers: readonly string[]
  readonly head: string
}

/** Account managers and a head for each region; a person is written as first.last. */
function staffOf(seed: number): Map<Region, Staff> {
  return new Map((Object.keys(regions) as Region[]).map((region) => {
    const random = randomOf(seed, 'staff', region)
    const login = () => personName(random).toLowerCase().replace(' ', '.')
    return [region, { managers: Array.from({ length: managersPerRegion }, login), head: login() }]
  }))
}
