import { ByteReader } from '../../services/shared/kafka/bytes.ts'
import type { RecordSet } from '../../services/shared/kafka/record-set.ts'

/** Keys and values of a set, in its order; views, not copies. */
export function recordsOf({ content, count }: RecordSet): { readonly key: string | null; readonly value: Buffer | null }[] {
  const reader = new ByteReader(content)
  return Array.from({ length: count }, () => {
    const length = reader.varint()
    const start = reader.at
    reader.at += 2
    reader.varint()
    const record = { key: reader.varintBytes()?.toString() ?? null, value: reader.varintBytes() }
    reader.at = start + length
    return record
  })
}
