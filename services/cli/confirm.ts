import { Refusal } from '../shared/refusal.ts'
import type { Terminal } from './terminal.ts'

/** Whether to go on: `yes`, or what a person answers. Throws a Refusal where nobody can be asked. */
export async function confirmed(terminal: Terminal, question: string, yes: boolean): Promise<boolean> {
  if (yes) return true
  const answer = await terminal.confirm(question)
  if (answer === null) throw new Refusal('Nobody is there to answer, so nothing was changed.', 'Add --yes to go on without being asked.')
  if (!answer) terminal.note('Nothing was changed.')
  return answer
}
