/**
 * CityHash128 as it was in version 1.0.2, which ClickHouse keeps to for the checksums of its block framing: later versions, and the packages on npm, give other values.
 * Written with BigInt.asUintN around every step, which V8 turns into arithmetic on 64-bit registers.
 */
const k0 = 0xc3a5c85c97cb3127n
const k1 = 0xb492b66fbe98f273n
const k2 = 0x9ae16a3b2f90404fn
const k3 = 0xc949d7c7509e6557n
const mixer = 0x9ddfea08eb382d69n

/** The hash of all bytes: its lower and its upper 64 bits. */
export function cityHash128(bytes: Uint8Array): [low: bigint, high: bigint] {
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = bytes.length
  if (length >= 16) return seeded(at, 16, length - 16, at.getBigUint64(0, true) ^ k3, at.getBigUint64(8, true))
  if (length >= 8) return seeded(at, 0, 0, at.getBigUint64(0, true) ^ mul(BigInt(length), k0), at.getBigUint64(length - 8, true) ^ k1)
  return seeded(at, 0, length, k0, k1)
}

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value)
const mul = (left: bigint, right: bigint): bigint => BigInt.asUintN(64, left * right)
const add = (left: bigint, right: bigint): bigint => BigInt.asUintN(64, left + right)
const rotate = (value: bigint, by: bigint): bigint => BigInt.asUintN(64, (value >> by) | BigInt.asUintN(64, value << (64n - by)))
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n)

function hash16(low: bigint, high: bigint): bigint {
  const a = shiftMix(mul(low ^ high, mixer))
  return mul(shiftMix(mul(high ^ a, mixer)), mixer)
}

/** Of up to 16 bytes from `from` on. */
function hashShort(at: DataView, from: number, length: number): bigint {
  const size = BigInt(length)
  if (length > 8) {
    const last = at.getBigUint64(from + length - 8, true)
    return hash16(at.getBigUint64(from, true), rotate(add(last, size), size)) ^ last
  }
  if (length >= 4) return hash16(size + (BigInt(at.getUint32(from, true)) << 3n), BigInt(at.getUint32(from + length - 4, true)))
  if (length === 0) return k2
  const first = at.getUint8(from) + (at.getUint8(from + (length >> 1)) << 8)
  return mul(shiftMix(mul(BigInt(first), k2) ^ mul(size + BigInt(at.getUint8(from + length - 1) << 2), k3)), k2)
}

function seeded(at: DataView, from: number, length: number, low: bigint, high: bigint): [bigint, bigint] {
  return length < 128 ? murmur(at, from, length, low, high) : long(at, from, length, low, high)
}

function murmur(at: DataView, from: number, length: number, low: bigint, high: bigint): [bigint, bigint] {
  let [a, b, c, d] = [low, high, 0n, 0n]
  if (length <= 16) {
    a = mul(shiftMix(mul(a, k1)), k1)
    c = add(mul(b, k1), hashShort(at, from, length))
    d = shiftMix(add(a, length >= 8 ? at.getBigUint64(from, true) : c))
  } else {
    c = hash16(add(at.getBigUint64(from + length - 8, true), k1), a)
    d = hash16(add(b, BigInt(length)), add(c, at.getBigUint64(from + length - 16, true)))
    a = add(a, d)
    for (let next = from; next < from + length - 16; next += 16) {
      a = mul(a ^ mul(shiftMix(mul(at.getBigUint64(next, true), k1)), k1), k1)
      b ^= a
      c = mul(c ^ mul(shiftMix(mul(at.getBigUint64(next + 8, true), k1)), k1), k1)
      d ^= c
    }
  }
  a = hash16(a, c)
  b = hash16(d, b)
  return [a ^ b, hash16(b, a)]
}

/** From 128 bytes on: two lanes of 32 bytes, `v` and `w`, over 64 bytes a turn; then what is left, from the end. What goes from turn to turn is in a typed array: V8 puts variables on the heap. */
function long(at: DataView, from: number, length: number, low: bigint, high: bigint): [bigint, bigint] {
  const s = new BigUint64Array(7)
  s[0] = low
  s[1] = high
  s[2] = mul(BigInt(length), k1)
  s[3] = add(mul(rotate(high ^ k1, 49n), k1), at.getBigUint64(from, true))
  s[4] = add(mul(rotate(s[3]!, 42n), k1), at.getBigUint64(from + 8, true))
  s[5] = add(mul(rotate(add(high, s[2]!), 35n), k1), low)
  s[6] = mul(rotate(add(low, at.getBigUint64(from + 88, true)), 53n), k1)
  const left = length % 128
  const tail = from + length - left
  for (let next = from; next < tail; next += 64) turn(at, next, s)
  let [x, y, z, v0, v1, w0, w1] = s as unknown as [bigint, bigint, bigint, bigint, bigint, bigint, bigint]
  y = wrap(y + mul(rotate(w0, 37n), k0) + z)
  x = add(x, mul(rotate(add(v0, z), 49n), k0))
  for (let done = 32; done - 32 < left; done += 32) {
    const next = tail + left - done
    y = add(mul(rotate(wrap(y - x), 42n), k0), v1)
    w0 = add(w0, at.getBigUint64(next + 16, true))
    x = add(mul(rotate(x, 49n), k0), w0)
    w0 = add(w0, v0)
    const a = add(v0, at.getBigUint64(next, true))
    const b = rotate(wrap(v1 + a + at.getBigUint64(next + 24, true)), 21n)
    const c = wrap(a + at.getBigUint64(next + 8, true) + at.getBigUint64(next + 16, true))
    v0 = add(c, at.getBigUint64(next + 24, true))
    v1 = wrap(b + rotate(c, 44n) + a)
  }
  x = hash16(x, v0)
  y = hash16(y, w0)
  return [add(hash16(add(x, v1), w1), y), hash16(add(x, w1), add(y, v1))]
}

function turn(at: DataView, next: number, s: BigUint64Array): void {
  const x = mul(rotate(add(add(s[0]!, s[1]!), add(s[3]!, at.getBigUint64(next + 16, true))), 37n), k1) ^ s[6]!
  const y = mul(rotate(add(add(s[1]!, s[4]!), at.getBigUint64(next + 48, true)), 42n), k1) ^ s[3]!
  const z = rotate(s[2]! ^ s[5]!, 33n)
  const a = add(mul(s[4]!, k1), at.getBigUint64(next, true))
  const b = rotate(add(add(x, s[5]!), add(a, at.getBigUint64(next + 24, true))), 21n)
  const c = add(add(a, at.getBigUint64(next + 8, true)), at.getBigUint64(next + 16, true))
  const d = add(add(z, s[6]!), at.getBigUint64(next + 32, true))
  const e = rotate(add(add(y, d), at.getBigUint64(next + 56, true)), 21n)
  const f = add(add(d, at.getBigUint64(next + 40, true)), at.getBigUint64(next + 48, true))
  s[0] = z
  s[1] = y
  s[2] = x
  s[3] = add(c, at.getBigUint64(next + 24, true))
  s[4] = add(add(b, rotate(c, 44n)), a)
  s[5] = add(f, at.getBigUint64(next + 56, true))
  s[6] = add(add(e, rotate(f, 44n)), d)
}
