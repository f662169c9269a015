/**
 * What a batch is going to do, written into the group's commit before it is done: offsets `from` to `to` (inclusive) go to ClickHouse
 * in one insert, without those in `bad`. After a crash it is done again, exactly, so that ClickHouse recognises it.
 */
export interface Intent {
  readonly from: number
  readonly to: number
  readonly bad: readonly number[]
}

/** The last record before a position. Its time on the broker (epoch ms) tells whether the log is still the one that was read: another has another record there. */
export interface LastRead {
  readonly offset: number
  readonly at: number
}

/** What stands beside a position in the group's commit. Null: no batch is open; nothing was read yet, or an earlier build committed. */
export interface CommitMetadata {
  readonly intent: Intent | null
  readonly lastRead: LastRead | null
}

/** The most records of one batch that may turn out bad; beyond that something is wrong with all of them. */
export const maxBadRecords = 200

/** At most 4096 bytes, which `maxBadRecords` offsets never exceed; empty where there is nothing to say. */
export function formatMetadata({ intent, lastRead }: CommitMetadata): string {
  if (!intent && !lastRead) return ''
  return JSON.stringify({ ...(intent && { intent: [intent.from, intent.to], bad: intent.bad }), ...(lastRead && { read: [lastRead.offset, lastRead.at] }) })
}

/** Reads commit metadata. Throws for metadata that no sink wrote: overwriting it could store rows twice. */
export function parseMetadata(metadata: string): CommitMetadata {
  if (metadata === '') return { intent: null, lastRead: null }
  const { intent, bad, read } = JSON.parse(metadata) as { intent?: unknown; bad?: unknown; read?: unknown }
  const isIntent = isIntegers(intent) && intent.length === 2 && 0 <= intent[0]! && intent[0]! <= intent[1]! && isIntegers(bad) && bad.every((each) => each >= 0)
  const isRead = isIntegers(read) && read.length === 2 && read[0]! >= 0
  if ((intent !== undefined && !isIntent) || (read !== undefined && !isRead) || (!isIntent && !isRead)) throw new SyntaxError(`Not the sink's: ${metadata}`)
  return { intent: isIntent ? { from: intent[0]!, to: intent[1]!, bad } : null, lastRead: isRead ? { offset: read[0]!, at: read[1]! } : null }
}

const isIntegers = (value: unknown): value is number[] => Array.isArray(value) && value.every((each) => Number.isSafeInteger(each))
