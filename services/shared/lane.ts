/** Lets at most some tasks run at a time; the others wait in the order of their arrival. */
export interface Lane {
  run<T>(task: () => Promise<T>): Promise<T>
}

/** A lane for `width` tasks at a time. */
export function createLane(width: number): Lane {
  const waiting: (() => void)[] = []
  let free = width
  const enter = () => new Promise<void>((resolve) => (free > 0 ? (free--, resolve()) : waiting.push(resolve)))
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return {
    async run(task) {
      await enter()
      try {
        return await task()
      } finally {
        leave()
      }
    },
  }
}
