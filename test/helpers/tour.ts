import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** Commands of the tour that are pasted together, and what the README says that they print; null where it says nothing. */
export interface TourStep {
  readonly commands: string
  readonly claimed: string | null
}

/** The steps of a section of README.md: its `sh` blocks, each with the block without a language that follows it. */
export function tourSteps(heading: string): TourStep[] {
  const section = readFileSync(join(root, 'README.md'), 'utf8').split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const blocks = [...section.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language, text]) => ({ language, text: text! }))
  return blocks.flatMap(({ language, text }, i) => {
    const next = blocks[i + 1]
    return language === 'sh' ? [{ commands: text, claimed: next?.language === '' ? next.text : null }] : []
  })
}

export interface ShellRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs commands in the project's folder by bash to their end; never fails itself. After `timeoutMs` they are ended with code 1. */
export const runShell = (commands: string, env: NodeJS.ProcessEnv, timeoutMs = 60_000): Promise<ShellRun> =>
  new Promise((resolve) => {
    execFile('bash', ['-c', commands], { cwd: root, env, timeout: timeoutMs }, (error, stdout, stderr) =>
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr }))
  })

/** What differs from run to run, made equal: times, positions, the deployment's name, widths. */
const normal = (line: string, deployment: string): string => line
  .replaceAll(`${deployment}.`, 'cx.')
  .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, '<time>')
  .replace(/(cx\.[a-z-]+):\d+:\d+/g, '$1:<position>')
  .replace(/─+/g, '─').replace(/\s+/g, ' ').trim()

/** The claimed lines that were not printed in that order; `…` stands for anything. Empty where the claim holds. */
export function unmet(claimed: string, printed: string, deployment: string): string[] {
  const lines = printed.split('\n').map((line) => normal(line, deployment))
  let from = 0
  return claimed.split('\n').map((line) => normal(line, 'cx')).filter((line) => line !== '' && line !== '…').filter((line) => {
    const pattern = new RegExp(`^${line.split('…').map((text) => text.replace(/[\^$.*+?()[\]{}|]/g, '\\$&')).join('.*')}$`)
    const at = lines.findIndex((each, i) => i >= from && pattern.test(each))
    if (at >= 0) from = at + 1
    return at < 0
  })
}
