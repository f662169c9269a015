/** Where the starter writes to; a terminal gets a last line that is written anew. */
export interface Screen {
  /** A line for good. */
  say(line: string): void
  /** The line that changes. Elsewhere than on a terminal it is an ordinary line. */
  status(line: string): void
  readonly isTerminal: boolean
}

const clearLine = '\r\u001b[2K'

/** A screen on standard output. On a terminal the status line stays below what is said. */
export function openScreen(out: NodeJS.WriteStream): Screen {
  let shown = ''
  // A reader that has gone (`npm start | head`) must not end the system.
  out.on('error', () => {})
  if (!out.isTTY) {
    const say = (line: string) => void out.write(`${line}\n`)
    return { say, status: say, isTerminal: false }
  }
  return {
    isTerminal: true,
    say(line) {
      out.write(`${shown ? clearLine : ''}${line}\n${shown}`)
    },
    status(line) {
      shown = line.slice(0, Math.max(20, out.columns - 1))
      out.write(clearLine + shown)
    },
  }
}
