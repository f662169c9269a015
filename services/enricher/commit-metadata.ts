/** What an enricher's commit remembers beside the offset. */
export interface CommitMetadata {
  /** Broker time of the last record before the offset, epoch ms; null: none was read in this epoch yet. */
  readonly t: number | null
  /** Number of the settings that are in force for the records from the offset on. */
  readonly s: number
  /** Epoch of the source topic that the offset belongs to. */
  readonly e: number
}

export const encodeMetadata = ({ t, s, e }: CommitMetadata): string => JSON.stringify({ t, s, e })

/** Null where the text is not what encodeMetadata wrote. */
export function parseMetadata(text: string): CommitMetadata | null {
  try {
    const { t, s, e } = JSON.parse(text) as Record<string, unknown>
    return (t === null || typeof t === 'number') && typeof s === 'number' && typeof e === 'number' ? { t, s, e } : null
  } catch {
    return null
  }
}
