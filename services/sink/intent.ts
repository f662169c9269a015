/**
 * What a batch is going to do, written into the group's commit before it is done: offsets `from` to `to` (inclusive) go to ClickHouse
 * in one insert, without those in `bad`. After a crash it is done again, exactly, so that ClickHouse recognises it.
 */
export interface Intent {
  readonly from: number
  readonly to: number
  readonly bad: readonly number[]
}

/** Commit metadata: at most 4096 bytes, which `maxBadRecords` offsets never exceed. */
export const formatIntent = ({ from, to, bad }: Intent): string => JSON.stringify({ intent: [from, to], bad })

/** The most records of one batch that may turn out bad; beyond that something is wrong with all of them. */
export const maxBadRecords = 200

/** Reads commit metadata; null where it holds no intent. Throws for metadata that no sink wrote: overwriting it could store rows twice. */
export function parseIntent(metadata: string): Intent | null {
  if (metadata === '') return null
  const { intent, bad } = JSON.parse(metadata) as { intent?: unknown; bad?: unknown }
  if (!isOffsets(intent) || intent.length !== 2 || intent[1]! < intent[0]! || !isOffsets(bad)) throw new SyntaxError(`Not an intent: ${metadata}`)
  return { from: intent[0]!, to: intent[1]!, bad }
}

const isOffsets = (value: unknown): value is number[] => Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0)
