import { createInterface } from 'node:readline/promises'
import pc from 'picocolors'

/** What a command says to whoever called it: results on standard output, everything else on standard error. */
export interface Terminal {
  readonly color: ReturnType<typeof pc.createColors>
  /** Columns; 100 where nobody looks. */
  readonly width: number
  print(line: string): void
  note(line: string): void
  /** Asks a question answered by yes or no; null where nobody can answer. */
  confirm(question: string): Promise<boolean | null>
  /** `unit`: of what there are `total`; `bytes` are shown as MB. */
  progress(total: number, unit?: Unit): Progress
}

type Unit = 'events' | 'records' | 'bytes' | 'months'

/** How far a long command is: a bar on a terminal, a line every few seconds elsewhere. */
export interface Progress {
  /** `remark` stands behind the figures. */
  update(done: number, remark: string): void
  end(): void
}

export interface Streams {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly error: NodeJS.WriteStream
  /** The user wants no colours (NO_COLOR). */
  readonly plain: boolean
}

const barCells = 24
const barEveryMs = 100
const lineEveryMs = 5000

/** The terminal, or what stands in its place: colours and a bar only where a person looks. */
export function openTerminal({ input, output, error, plain }: Streams): Terminal {
  return {
    color: pc.createColors(output.isTTY === true && !plain),
    width: output.columns ?? 100,
    print: (line) => { output.write(`${line}\n`) },
    note: (line) => { error.write(`${line}\n`) },
    confirm: (question) => (input.isTTY && error.isTTY ? ask(question, input, error) : Promise.resolve(null)),
    progress: (total, unit = 'events') => (error.isTTY ? bar(total, figuresIn[unit], error) : lines(total, figuresIn[unit], error)),
  }
}

async function ask(question: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<boolean> {
  const reader = createInterface({ input, output })
  try {
    return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim())
  } finally {
    reader.close()
  }
}

function bar(total: number, figures: Figures, stream: NodeJS.WriteStream): Progress {
  const paint = every(barEveryMs, (done, rate, remark) => {
    const share = total === 0 ? 1 : done / total
    const full = Math.round(share * barCells)
    const line = `${'█'.repeat(full)}${'░'.repeat(barCells - full)} ${String(Math.floor(share * 100)).padStart(3)} %  ${figures(done, total, rate)}  ${remark}`
    stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 100) - 1)}`)
  })
  return { update: paint.update, end: () => { paint.flush(); stream.write('\n') } }
}

function lines(total: number, figures: Figures, stream: NodeJS.WriteStream): Progress {
  const say = every(lineEveryMs, (done, rate, remark) => { stream.write(`${figures(done, total, rate)}  ${remark}\n`) })
  return { update: say.update, end: say.flush }
}

type Figures = (done: number, total: number, rate: number) => string
const megabytes = (bytes: number) => (bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })
const counted = (unit: Unit): Figures => (done, total, rate) => `${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}, ${Math.round(rate).toLocaleString('en')}/s`
const figuresIn: Readonly<Record<Unit, Figures>> = {
  months: (done, total) => `${done} of ${total} months`,
  events: counted('events'),
  records: counted('records'),
  bytes: (done, total, rate) => `${megabytes(done)} of ${megabytes(total)} MB, ${megabytes(rate)} MB/s`,
}

/** Calls `show` with the latest state at most every `ms`, and once more at the end; the rate is over the whole time. */
function every(ms: number, show: (done: number, rate: number, remark: string) => void) {
  const startedAt = performance.now()
  let shownAt = startedAt
  let first: number | null = null
  let latest: readonly [number, string] | null = null
  const flush = () => {
    if (latest === null) return
    const seconds = Math.max(0.001, (performance.now() - startedAt) / 1000)
    show(latest[0], (latest[0] - (first ?? 0)) / seconds, latest[1])
    latest = null
    shownAt = performance.now()
  }
  const update = (done: number, remark: string) => {
    first ??= done
    latest = [done, remark]
    if (performance.now() - shownAt >= ms) flush()
  }
  return { update, flush }
}
