import { createInsightQueries } from '../../services/api/insight-queries.ts'
import { createPortfolioQueries } from '../../services/api/portfolio-queries.ts'
import { createQueries } from '../../services/api/queries.ts'
import type { Database } from '../../services/api/ports.ts'

/** What is asked: by the console through the api's own queries, and by BI through the views. */
export interface Question {
  readonly name: string
  ask(): Promise<unknown>
}

const account = 'acc-0012345'
const contact = 'acc-12345-p1'
const page = { limit: 50 }

/** Every question that the console's pages ask of ClickHouse. */
export function consoleQuestions(database: Database): Question[] {
  const [queries, portfolio, insights] = [createQueries(database), createPortfolioQueries(database), createInsightQueries(database)]
  const question = (name: string, ask: () => Promise<unknown>): Question => ({ name, ask })
  return [
    question('accounts, lowest score first', () => queries.accounts({ ...page, sort: 'score' })),
    question('accounts at risk of a segment', () => queries.accounts({ ...page, sort: '-annualRevenue', band: ['AT_RISK'], segment: ['enterprise'] })),
    question('accounts by part of the name', () => queries.accounts({ ...page, sort: 'score', q: '1234' })),
    question('one account', () => queries.accountById(account)),
    question('one account\'s contacts', () => queries.timeline(account, page)),
    question('one account\'s scores by day', () => queries.history(account, { ...page, interval: 'day' })),
    question('open alerts', () => queries.alerts({ ...page, status: 'open' })),
    question('all alerts', () => queries.alerts(page)),
    question('one alert', () => queries.alertById('acc-0012345~SCORE_BELOW~1')),
    question('may this contact be surveyed', () => queries.surveysOf(contact, Date.UTC(2026, 9, 1))),
    question('portfolio', () => portfolio.portfolio()),
    question('bands by day, 30 days', () => portfolio.bandsByDay(30)),
    question('NPS by segment, 90 days', () => insights.surveys('NPS', 'segment', 90)),
    question('CSAT by touch point, 90 days', () => insights.surveys('CSAT', 'touchPoint', 90)),
    question('root causes of drops, 90 days', () => insights.rootCauses(90)),
  ]
}

const october = 'from_day = \'2026-10-01\', to_day = \'2026-10-31\''

/** Every view, asked as its comment says. */
export const viewQuestions: readonly string[] = [
  `nps(dimension = 'segment', ${october})`, `csat(dimension = 'touch_point', ${october})`, `ces(dimension = 'region', ${october})`, 'nps_by_month WHERE dimension = \'segment\'', 'csat_by_month WHERE dimension = \'touch_point\'',
  'survey_answers', 'survey_invitations', 'superseded_events', 'quadrant_matrix', `quadrant_movements(${october})`, `driver_impact(${october})`, 'accounts_on(day = \'2026-10-01\')',
  'bands_by_day WHERE day >= \'2026-10-01\'', 'revenue_at_risk_by_day WHERE day >= \'2026-10-01\'', 'cohorts', `touch_point_corridor(${october})`,
  'survey_fatigue(max_surveys = 2, per_seconds = 2592000, min_gap_days = 7)', 'alert_lives', 'alert_performance', 'alerts_open', 'churn', 'churn_by_threshold(day = \'2026-09-01\', horizon_days = 30)',
  'goals_against_actuals', 'scores_as_known(then = \'2026-10-01 12:00:00\')',
  'scores_as_known_today(then = \'2026-10-01 12:00:00\', prior_mean = 70, prior_strength = 2, half_life_days = 30, half_lives = map(\'product.use\', 14)) WHERE account_id = \'acc-0012345\'',
]
