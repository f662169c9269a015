import type { FailureCode } from '../../../core/failures.ts'

/**
 * `json.invalid`: not the JSON that the contract asks for; `source.not-allowed`: the key is for other sources; `mapping.unknown-word`: a word that the mapping's `map` does not have;
 * `row.too-wide`: more cells than the file's heading; the others as the failed events have them.
 */
export type RejectionCode = FailureCode | 'json.invalid' | 'source.not-allowed' | 'mapping.unknown-word' | 'row.too-wide'

/** Why one item of a request was not taken. */
export interface Rejection {
  readonly code: RejectionCode
  readonly reason: string
}
