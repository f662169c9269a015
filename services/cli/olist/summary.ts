import type { Terminal } from '../terminal.ts'
import type { OlistHistory } from './orders.ts'

const listedErrors = 20

/** What a replay has done, for the lines at its end. */
export class Summary {
  readonly #history: OlistHistory
  readonly #published = new Map<string, number>()

  constructor(history: OlistHistory) {
    this.#history = history
  }

  /** An event of that kind was taken in. */
  count(kind: string): void {
    this.#published.set(kind, (this.#published.get(kind) ?? 0) + 1)
  }

  /** `seconds`: how long it took in all. */
  print(terminal: Terminal, seconds: number): void {
    const { orders, sellers, errors } = this.#history
    const { bold, yellow, dim } = terminal.color
    const total = [...this.#published.values()].reduce((sum, count) => sum + count, 0)
    const figure = (label: string, value: number | string) => terminal.print(`  ${label.padEnd(22)} ${String(value).padStart(9)}`)
    terminal.print(bold(total === 0 ? 'Nothing to publish: this replay has already come to its end here' : 'Published and taken in'))
    figure('orders', orders.length)
    figure('sellers', sellers.size)
    for (const [kind, count] of [...this.#published].sort()) figure(kind, count)
    figure('events in all', total)
    figure('row errors', errors.length)
    figure('seconds', seconds.toFixed(1))
    if (total === 0) terminal.print(dim('--from-start publishes it again; a deployment knows only recent repeats, so a clean replay wants a new one.'))
    for (const { file, row, reason } of errors.slice(0, listedErrors)) terminal.print(yellow(`${file}:${row}: ${reason}`))
    if (errors.length > listedErrors) terminal.print(yellow(`… and ${errors.length - listedErrors} more row errors`))
  }
}
