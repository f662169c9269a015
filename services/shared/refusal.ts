/**
 * A start or a step that must not be repeated as it is: a wrong configuration, a topic that does not fit, a broken promise of the environment.
 * The process prints message and remedy and exits with `exitCode`; 78 (EX_CONFIG) is what supervisors are told not to restart.
 */
export class Refusal extends Error {
  /** What to do about it: a whole sentence, with the command where there is one. */
  readonly remedy: string
  readonly exitCode: number

  constructor(message: string, remedy: string, exitCode = 78) {
    super(message)
    this.name = 'Refusal'
    this.remedy = remedy
    this.exitCode = exitCode
  }
}

/** One text of several faults found at once: a single one on its line, more as a list under `heading`. */
export const faultList = (heading: string, faults: readonly string[]): string =>
  faults.length === 1 ? `${heading}: ${faults[0]}` : `${heading}, ${faults.length} faults:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`
