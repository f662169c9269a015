import { standingAfter, type Standing } from '../../../core/alerting/standing.ts'
import type { Alert, LiveAlert } from './api.ts'
import { isOpen } from './urgency.ts'

/** Of so many alerts that ended the last step is remembered: a list that was read before, or an answer that comes late, must not bring them back. */
const mostEnded = 1000

/** The alerts that stand, from steps in whatever order they come. What ended is let go: a screen stays open for days. */
export class OpenAlerts {
  #open = new Map<string, LiveAlert>()
  #ended = new Map<string, number>()
  /** Steps that came without the one before them, by alert, with those that followed: where the alert stands is not sure until the list says it. */
  #loose = new Map<string, Alert[]>()

  /** Takes in a step, or an alert of the list, which says where it stands; false: nothing changed. */
  apply(step: Alert | LiveAlert): boolean {
    const { alertId, sequence } = step
    const before = this.#open.get(alertId)
    if ((before?.sequence ?? this.#ended.get(alertId) ?? 0) >= sequence) return stands(step) && this.#settle(step)
    this.#ended.delete(alertId)
    if (!isOpen(step)) this.#end(alertId, sequence)
    else if (stands(step)) {
      this.#loose.delete(alertId)
      this.#open.set(alertId, step)
    } else {
      const loose = this.#loose.get(alertId)
      if (loose !== undefined || sequence > (before?.sequence ?? 0) + 1) this.#loose.set(alertId, [...loose ?? [], step])
      this.#open.set(alertId, after(before ?? null, step))
    }
    return true
  }

  /** The list was read after the steps had come that are not sure, and knows what was before them. */
  #settle(listed: LiveAlert): boolean {
    const loose = this.#loose.get(listed.alertId)
    if (loose === undefined) return false
    this.#loose.delete(listed.alertId)
    this.#open.set(listed.alertId, loose.filter(({ sequence }) => sequence > listed.sequence).reduce(after, listed))
    return true
  }

  /** The log says that it is not open; how it ended may not have been heard yet. False: that was known. */
  letGo(alertId: string): boolean {
    const before = this.#open.get(alertId)
    if (before) this.#end(alertId, before.sequence)
    return before !== undefined
  }

  #end(alertId: string, sequence: number): void {
    this.#open.delete(alertId)
    this.#loose.delete(alertId)
    this.#ended.set(alertId, sequence)
    if (this.#ended.size > mostEnded) this.#ended.delete(this.#ended.keys().next().value!)
  }

  clear(): void {
    this.#open.clear()
    this.#loose.clear()
    this.#ended.clear()
  }

  list(): LiveAlert[] {
    return [...this.#open.values()]
  }
}

const stands = (step: Alert | LiveAlert): step is LiveAlert => 'state' in step
const after = (before: LiveAlert | null, step: Alert): LiveAlert => ({ ...step, ...standingAfter(before as Standing<string> | null, step) })
