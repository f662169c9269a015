const seed = 0x9747b28c
const m = 0x5bd1e995

/** Murmur2 as Java's Kafka clients compute it, as a signed 32-bit number. */
export function murmur2(data: Uint8Array): number {
  const length = data.length
  const words = length & ~3
  let h = seed ^ length
  for (let i = 0; i < words; i += 4) {
    let k = Math.imul(data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24), m)
    k = Math.imul(k ^ (k >>> 24), m)
    h = Math.imul(h, m) ^ k
  }
  const rest = length - words
  if (rest === 3) h ^= data[words + 2]! << 16
  if (rest >= 2) h ^= data[words + 1]! << 8
  if (rest >= 1) h = Math.imul(h ^ data[words]!, m)
  h = Math.imul(h ^ (h >>> 13), m)
  return h ^ (h >>> 15)
}

/** The partition where Java's default partitioner puts a key: the same key is in the same partition whoever wrote it. */
export function partitionFor(key: string | Uint8Array, partitions: number): number {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : key
  return (murmur2(bytes) & 0x7fffffff) % partitions
}
