import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'

/** A line that a service logged. */
export interface LogLine {
  readonly event: string
  readonly level: string
  /** Epoch ms. */
  readonly at: number
  readonly fields: Readonly<Record<string, unknown>>
}

export interface LogWatch {
  /** Reads what has come since the last call, and hands on each line that parses. */
  poll(): void
}

/** Follows one service's log file, which several processes write to one after another. */
export function watchLog(file: string, onLine: (line: LogLine) => void): LogWatch {
  let position = 0
  let rest = ''
  return {
    poll() {
      if (!existsSync(file)) return
      const size = statSync(file).size
      if (size <= position) return
      const buffer = Buffer.alloc(size - position)
      const fd = openSync(file, 'r')
      position += readSync(fd, buffer, 0, buffer.length, position)
      closeSync(fd)
      const text = (rest + buffer.toString('utf8')).split('\n')
      rest = text.pop()!
      for (const line of text) {
        const parsed = parse(line)
        if (parsed) onLine(parsed)
      }
    },
  }
}

function parse(line: string): LogLine | null {
  if (!line.startsWith('{')) return null
  try {
    const { event, level, time, ...fields } = JSON.parse(line) as { event: string; level: string; time: string }
    return { event, level, at: Date.parse(time), fields }
  } catch {
    return null
  }
}
