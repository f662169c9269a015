/** Texts in bytes: one byte a UTF-16 unit where that is enough for all of them, else two, the higher first. */

/** Whether a text takes two bytes a unit. */
export function isWide(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return true
  return false
}

export const bytesOfUnits = (text: string, wide: boolean): number => text.length * (wide ? 2 : 1)

/** Writes a text's units from a position on; gives the position behind them. */
export function writeUnits(bytes: Uint8Array, at: number, text: string, wide: boolean): number {
  let to = at
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (wide) bytes[to++] = unit >> 8
    bytes[to++] = unit & 255
  }
  return to
}

/** The text whose units lie between two positions. */
export function readUnits(bytes: Uint8Array, from: number, to: number, wide: boolean): string {
  let text = ''
  for (let i = from; i < to; i++) text += String.fromCharCode(wide ? (bytes[i++]! << 8) | bytes[i]! : bytes[i]!)
  return text
}
