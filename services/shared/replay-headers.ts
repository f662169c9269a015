/** Header of a replayed record: the failure whose original it repeats. */
export const replayOfHeader = 'cx-replay-of'
/** Header of a replayed record: which try this is, in decimal; the original was the first. */
export const attemptHeader = 'cx-attempt'

/** Which try a record is, by its headers; 1 where they say nothing sensible. */
export function attemptOf(headers: Readonly<Record<string, Uint8Array>>): number {
  const said = headers[attemptHeader]
  const attempt = said ? Number(new TextDecoder().decode(said)) : 1
  return Number.isInteger(attempt) && attempt > 0 && attempt < 2 ** 31 ? attempt : 1
}
