/** One record as it stands in a log; control records and aborted records never appear. */
export interface LogRecord {
  readonly offset: number
  /** Epoch ms; broker time on topics with LogAppendTime. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** Of several headers of one name the last. */
  readonly headers: Readonly<Record<string, Buffer>>
}

/** A record to be written, to a partition that the writer has chosen. */
export interface OutRecord {
  /** The topic's name on the broker. */
  readonly topic: string
  readonly partition: number
  readonly key: string | Buffer | null
  /** Null deletes the key in a compacted topic. */
  readonly value: Buffer | null
  readonly headers?: Readonly<Record<string, Buffer>>
}

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

export const isolationLevels = { read_uncommitted: 0, read_committed: 1 } as const
export type Isolation = keyof typeof isolationLevels
