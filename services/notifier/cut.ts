import { aboutOf, type Parcel } from './parcel.ts'

/** Slack takes 50 blocks in a message, and people read fewer. */
export const mostSteps = 40
/** Many receivers take 100 kB in a request unless told otherwise. */
export const mostBytes = 90_000

/** Cuts parcels into messages of at most `mostSteps` steps and `mostBytes` bytes, in order; a step that is larger goes alone. */
export function inMessages<P extends Parcel>(parcels: readonly P[]): P[][] {
  const messages: P[][] = []
  let bytes = Infinity
  for (const parcel of parcels) {
    const size = Buffer.byteLength(JSON.stringify(parcel.step))
    if (bytes + size > mostBytes || messages.at(-1)!.length === mostSteps) {
      messages.push([])
      bytes = 0
    }
    messages.at(-1)!.push(parcel)
    bytes += size
  }
  return messages
}

/** Two halves of several parcels, in order: by account, so that neither has to wait for the other; of one account only, the earlier ones and the later. */
export function halvesOf<P extends Parcel>(parcels: readonly P[]): [P[], P[]] {
  const abouts = [...new Set(parcels.map(({ step }) => aboutOf(step)))]
  const earlier = new Set(abouts.slice(0, Math.ceil(abouts.length / 2)))
  const half = Math.ceil(parcels.length / 2)
  const isFirst = ({ step }: P, i: number) => (abouts.length === 1 ? i < half : earlier.has(aboutOf(step)))
  return [parcels.filter(isFirst), parcels.filter((parcel, i) => !isFirst(parcel, i))]
}
