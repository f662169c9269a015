import type { Alert } from './api.ts'
import { isOpen } from './urgency.ts'

/** Of so many alerts that ended the last step is remembered: a list that was read before, or an answer that comes late, must not bring them back. */
const mostEnded = 1000

/** The alerts that stand, from steps in whatever order they come. What ended is let go: a screen stays open for days. */
export class OpenAlerts {
  #open = new Map<string, Alert>()
  #ended = new Map<string, number>()

  /** Takes in a step; false: as late or as old as what is known, and nothing changed. */
  apply(step: Alert): boolean {
    const { alertId, sequence } = step
    if ((this.#open.get(alertId)?.sequence ?? this.#ended.get(alertId) ?? 0) >= sequence) return false
    this.#ended.delete(alertId)
    if (isOpen(step)) this.#open.set(alertId, step)
    else this.#end(alertId, sequence)
    return true
  }

  #end(alertId: string, sequence: number): void {
    this.#open.delete(alertId)
    this.#ended.set(alertId, sequence)
    if (this.#ended.size > mostEnded) this.#ended.delete(this.#ended.keys().next().value!)
  }

  clear(): void {
    this.#open.clear()
    this.#ended.clear()
  }

  list(): Alert[] {
    return [...this.#open.values()]
  }
}
