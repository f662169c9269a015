import type { Done } from './load.ts'
import type { Trial } from './trial.ts'

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** A run as lines: what was done to it, how long the system took to go on, what came in and out, and what was not as it must be. */
export function report({ options, done, verified, replayed, deaths, retries, amiss, seconds: took }: Trial): string[] {
  const byKind = [...Map.groupBy(done, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1))
  const line = (name: string, own: readonly Done[]) => {
    const times = own.map(({ takeOverMs }) => takeOverMs)
    return `  ${name.padEnd(28)} ${String(own.length).padStart(4)}   ${seconds(middle(times)).padStart(8)}   ${seconds(Math.max(0, ...times)).padStart(8)}`
  }
  const { counts, differences } = verified
  return [
    '',
    `  seed ${options.seed}, clock ${options.clock}, ${verified.inputs} input records, ${(took / 60).toFixed(1)} minutes`,
    '',
    `  ${'fault'.padEnd(28)} ${'times'.padStart(4)}   ${'p50'.padStart(7)}   ${'longest'.padStart(8)}`,
    ...byKind.map(([kind, own]) => line(kind, own)),
    line('all', done),
    '',
    `  accepted ${counts.accepted}, duplicates ${counts.duplicates}, superseded ${counts.superseded}, corrections ${counts.corrections}, people's actions ${counts.acted},`
      + ` still waiting for a contact ${verified.waiting}`,
    `  timeline ${verified.timeline} records; ${verified.repeats} of timeline and by-contact are repeats`,
    `  interactions ${verified.interactions}, scores ${verified.scores}, steps of alerts ${verified.alerts}, failed events ${verified.failed}`,
    `  records compared with the replay, byte by byte: ${replayed}`,
    `  processes that ended by themselves: ${deaths.length}; partitions taken over again after an error: ${retries}`,
    `  batches that ClickHouse had lost under their token: ${amiss['batch.put-back']} put back, ${amiss['batch.settled']} settled in sums; there too often: ${amiss['batch.surplus']}`,
    ...deaths.map((death) => `    ${death}`),
    '',
    `  differences: ${differences.total}`,
    ...differences.lines().map((each) => `    ${each}`),
  ]
}
