/** What an enricher's commit remembers beside the offset. */
export interface CommitMetadata {
  /** Broker time of the last record before the offset, epoch ms; null: none was read in this epoch yet. */
  readonly t: number | null
  /** Number of the settings that are in force for the records from the offset on. */
  readonly s: number
  /** Epoch of the source topic that the offset belongs to. */
  readonly e: number
  /** The enricher stopped before the offset, because of so many of the last records so many failed. */
  readonly f?: { readonly records: number; readonly failed: number } | undefined
}

export const encodeMetadata = ({ t, s, e, f }: CommitMetadata): string => JSON.stringify({ t, s, e, f })

/** Null where the text is not what encodeMetadata wrote. */
export function parseMetadata(text: string): CommitMetadata | null {
  try {
    const { t, s, e, f } = JSON.parse(text) as CommitMetadata
    return (t === null || typeof t === 'number') && typeof s === 'number' && typeof e === 'number' ? { t, s, e, ...(f && { f }) } : null
  } catch {
    return null
  }
}
