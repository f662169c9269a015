import type { Contact, Score } from '../api.ts'
import { driverName, exact, points, words } from '../format.ts'
import { DriverBars } from './driver-bars.tsx'

/** Why the score was what it was: the prior, and what each driver adds or takes. */
export function Why({ score, cause }: { score: Score; cause: Contact | undefined }) {
  const bars = Object.entries(score.drivers).map(([name, value]) => ({ name, value })).filter(({ value }) => Math.abs(value) >= 0.05).sort((x, y) => Math.abs(y.value) - Math.abs(x.value))
  return (
    <div className="why">
      <p><strong>{points(score.score)}</strong> on {exact(score.at)}: {points(score.prior)} to begin with{bars.length > 0 && ', and what the contacts add or take'}. {cause
        ? <>Last moved by {driverName(cause.touchPoint ?? (cause.survey ? `survey.${cause.survey.metric}` : 'a contact'))}{cause.outcome && `, ${words(cause.outcome).toLowerCase()}`}.</>
        : score.cause === 'DECAY' ? 'Changed by time alone.' : score.cause === 'MODEL' ? `The model changed to ${score.modelVersion}.` : ''}</p>
      <DriverBars label="Contributions to the score, points" bars={bars.slice(0, 8)} />
    </div>
  )
}
