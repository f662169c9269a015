import colours from 'picocolors'
import type { Screen } from './screen.ts'

/** What the starter says, with the seconds since it was started. */
export interface Report {
  /** A part or service serves. */
  ready(name: string): void
  /** What is being done. */
  progress(line: string): void
  /** Something that a person should know about: a death, a refusal. */
  trouble(line: string): void
  plain(line: string): void
  seconds(): string
}

export function openReport(screen: Screen): Report {
  const since = performance.now()
  const seconds = () => ((performance.now() - since) / 1000).toFixed(1)
  const stamp = () => colours.dim(`${seconds().padStart(6)} s `)
  return {
    seconds,
    ready: (name) => screen.say(`${stamp()} ${colours.green('ready')}  ${name}`),
    progress: (line) => screen.say(`${stamp()}        ${line}`),
    trouble: (line) => screen.say(`${stamp()} ${colours.red('!')}      ${line.replaceAll('\n', '\n                  ')}`),
    plain: (line) => screen.say(line),
  }
}

/** Message and remedy of an error, for a person. */
export function inWords(error: unknown): string {
  const { message, remedy } = error as { message?: string; remedy?: string }
  const words = message ?? String(error)
  return remedy ? `${words}\n${remedy}` : words
}
