import type { Contact, Score } from '../api.ts'
import { driverName, exact, points, words } from '../format.ts'
import { DriverBars } from './driver-bars.tsx'

/** So many drivers are shown, the largest; a row of the table is so high, px. */
const [most, rowHeight] = [8, 27]

interface Props {
  readonly score: Score
  readonly cause: Contact | undefined
  /** How many drivers a score of the account has at most: room is kept for them, so that nothing moves below while one goes along the line. */
  readonly rows: number
}

/** Why the score was what it was: the prior, and what each driver adds or takes. */
export function Why({ score, cause, rows }: Props) {
  const bars = Object.entries(score.drivers).map(([name, value]) => ({ name, value })).filter(({ value }) => Math.abs(value) >= 0.05).sort((x, y) => Math.abs(y.value) - Math.abs(x.value))
  return (
    <div className="why" style={{ minHeight: 48 + Math.min(most, rows) * rowHeight }}>
      <p><strong>{points(score.score)}</strong> on {exact(score.at)}: {points(score.prior)} to begin with{bars.length > 0 && ', and what the contacts add or take'}. {cause
        ? <>Last moved by {driverName(cause.touchPoint ?? (cause.survey ? `survey.${cause.survey.metric}` : 'a contact'))}{cause.outcome && `, ${words(cause.outcome).toLowerCase()}`}.</>
        : score.cause === 'DECAY' ? 'Changed by time alone.' : score.cause === 'MODEL' ? `The model changed to ${score.modelVersion}.` : ''}</p>
      <DriverBars label="Contributions to the score, points" bars={bars.slice(0, most)} />
    </div>
  )
}
