import { spawn, type ChildProcess } from 'node:child_process'

/**
 * A shell that outlives us by seconds: it is told our children's ids, and when the pipe to it closes without a word (we were killed) it ends
 * those that are left, kindly at first. So nothing keeps running and no port stays taken, whatever happens to this process.
 */
const script = `
children=' '
while read -r word pid; do
  case $word in
    add) children="$children$pid " ;;
    drop) children="\${children%% $pid *} \${children#* $pid }" ;;
  esac
done
[ "$children" = ' ' ] && exit 0
# One by one: asked for several at once, some shells say no as soon as one of them is gone.
any_left() {
  for pid in $children; do kill -0 "$pid" 2>/dev/null && return 0; done
  return 1
}
kill -TERM $children 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
  any_left || exit 0
  sleep 0.2
done
kill -KILL $children 2>/dev/null
`

let shell: ChildProcess | null = null

/** Sees to it that the child ends when this process does, even by kill -9. */
export function leash(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  tell(`add ${pid}`)
  child.once('exit', () => tell(`drop ${pid}`))
}

function tell(line: string): void {
  shell ??= start()
  shell.stdin?.write(`${line}\n`)
}

function start(): ChildProcess {
  // Detached: Ctrl-C in the terminal must not end it before us.
  const started = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  started.once('exit', () => (shell = null))
  started.stdin?.on('error', () => {})
  started.unref()
  ;(started.stdin as unknown as { unref?: () => void }).unref?.()
  return started
}
