import type { AlertEvent } from '../../schemas/types.ts'

/** Counts what each owner was told of lately, and holds back what is too much, for one message in place of many. Times are ms. */
export class Digest {
  readonly #above: number
  readonly #withinMs: number
  readonly #told = new Map<string, number[]>()
  readonly #held = new Map<string, { readonly since: number; readonly steps: [AlertEvent, ...AlertEvent[]] }>()

  constructor({ above, withinSeconds }: { above: number; withinSeconds: number }) {
    this.#above = above
    this.#withinMs = withinSeconds * 1000
  }

  /** Whether the step is held back. Only openings are, and what follows an opening that is held. A critical one never is. */
  holds(step: AlertEvent, now: number): boolean {
    const held = this.#held.get(step.owner)
    if (held?.steps.some(({ alertId }) => alertId === step.alertId)) {
      held.steps.push(step)
      return true
    }
    if (step.status !== 'OPENED') return false
    const told = (this.#told.get(step.owner) ?? []).filter((at) => at > now - this.#withinMs)
    told.push(now)
    this.#told.set(step.owner, told)
    if (step.severity === 'CRITICAL' || told.length <= this.#above) return false
    if (held) held.steps.push(step)
    else this.#held.set(step.owner, { since: now, steps: [step] })
    return true
  }

  /** What is due: what was held back for the whole of its time, by owner. `all`: whatever is held. */
  take(now: number): [AlertEvent, ...AlertEvent[]][] {
    const due = [...this.#held].filter(([, { since }]) => now - since >= this.#withinMs)
    for (const [owner] of due) this.#held.delete(owner)
    return due.map(([, { steps }]) => steps)
  }

  get isEmpty(): boolean {
    return this.#held.size === 0
  }
}
