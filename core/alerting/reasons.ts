import { article, counted, list, number, plural, signed } from './words.ts'
import { correction, outcomeIsGood, type Told } from './pushes.ts'

/** What an outcome is called in front of a contact. */
const words: Readonly<Record<string, string>> = {
  SUCCEEDED: 'good', PRAISED: 'praised', FAILED: 'failed', ABANDONED: 'abandoned', ESCALATED: 'escalated', COMPLAINED: 'complained-of',
}
/** Of a driver's contacts that went differently, at most so many outcomes are named. */
const namedOutcomes = 2

/** A driver's part of a change in words: `two failed deliveries (−11)`, `two support calls, one escalated (−9)`, `an NPS of 4 (−7)`, `support calls fading (−2)`. */
export const reasonInWords = (told: Told): string => `${subject(told)} (${signed(told.change)})`

function subject({ driver, change, notes, earlier, atLeast }: Told): string {
  if (driver === 'prior') return 'a changed baseline'
  const survey = driver.startsWith('survey.') ? driver.slice('survey.'.length).toUpperCase() : null
  const noun = survey === null ? driver.replaceAll(/[._-]/g, ' ') : `${survey} answer`
  if (notes.length === 0) return earlier ? `earlier ${plural(noun)}` : `${plural(noun)} fading`
  const contacts: (string | null)[] = []
  const answers: string[] = []
  let corrections = 0
  for (const note of notes) {
    if (note === correction) corrections++
    else if (note !== null && outcomeIsGood(note) === null) answers.push(note)
    else if (survey !== null) answers.push(survey)
    else contacts.push(note)
  }
  const parts: string[] = []
  if (contacts.length > 0) parts.push(contactsInWords(contacts, noun, change > 0))
  if (answers.length > 0) parts.push(answersInWords(answers, survey === null && contacts.length === 0 ? ` on ${noun}` : ''))
  if (corrections > 0) parts.push(counted(corrections, 'correction'))
  const all = parts.length > 1 && parts[0]!.includes(', ') ? `${parts[0]}, and ${list(parts.slice(1))}` : list(parts)
  return atLeast ? `at least ${all.replace(/^an? /, 'one ')}` : all
}

/** `two failed deliveries` where all went so, `three deliveries, one failed` where not. An outcome that does not tell of this direction is not named. */
function contactsInWords(notes: readonly (string | null)[], noun: string, good: boolean): string {
  const counts = new Map<string, number>()
  for (const note of notes) if (note !== null && outcomeIsGood(note) === good) counts.set(words[note]!, (counts.get(words[note]!) ?? 0) + 1)
  const outcomes = [...counts].sort(([, a], [, b]) => b - a)
  if (outcomes[0]?.[1] === notes.length) return counted(notes.length, noun, outcomes[0][0])
  const all = counted(notes.length, noun)
  return outcomes.length === 0 ? all : `${all}, ${list(outcomes.slice(0, namedOutcomes).map(([word, count]) => `${number(count)} ${word}`))}`
}

/** `an NPS of 4`, `a CSAT answer`, `three CSAT answers`. */
function answersInWords(answers: readonly string[], about: string): string {
  const [metric, score] = answers[0]!.split(' ') as [string, string?]
  if (answers.length === 1 && score !== undefined) return `${article(metric)} ${metric} of ${score}${about}`
  const same = answers.every((answer) => answer.split(' ')[0] === metric)
  return `${counted(answers.length, same ? `${metric} answer` : 'survey answer')}${about}`
}
