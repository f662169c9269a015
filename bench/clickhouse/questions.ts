import { createInsightQueries } from '../../services/api/insight-queries.ts'
import { createLatencyQuery } from '../../services/api/latency-query.ts'
import { createPastQueries } from '../../services/api/past-queries.ts'
import { createPortfolioQueries } from '../../services/api/portfolio-queries.ts'
import type { Database } from '../../services/api/ports.ts'
import { createQueries } from '../../services/api/queries.ts'

/** What is asked: by the console through the api's own queries, and by BI through the views. */
export interface Question {
  readonly name: string
  ask(): Promise<unknown>
}

const account = 'acc-0012345'
const contact = 'acc-12345-p1'
const page = { limit: 200 }

/** Every question of the api to ClickHouse, asked as the console's pages ask it where they do (a test compares). */
export function consoleQuestions(database: Database): Question[] {
  const [queries, portfolio, insights, past, latency] = [createQueries(database), createPortfolioQueries(database), createInsightQueries(database), createPastQueries(database), createLatencyQuery(database)]
  const question = (name: string, ask: () => Promise<unknown>): Question => ({ name, ask })
  return [
    question('accounts, lowest score first', () => queries.accounts({ limit: 50, sort: 'score' })),
    question('accounts at risk of a segment', () => queries.accounts({ limit: 50, sort: '-annualRevenue', band: ['AT_RISK'], segment: ['enterprise'] })),
    question('accounts by part of the name', () => queries.accounts({ limit: 50, sort: 'score', q: '1234' })),
    question('one account', () => queries.accountById(account)),
    question('one account\'s contacts', () => queries.timeline(account, page)),
    question('one account\'s scores', () => queries.history(account, { ...page, interval: 'all' })),
    question('one account\'s scores by day', () => queries.history(account, { limit: 50, interval: 'day' })),
    question('one account\'s alerts', () => queries.alerts({ ...page, accountId: account })),
    question('why a score was what it was', () => past.explanation(account, Date.UTC(2026, 9, 1))),
    question('open alerts', () => queries.alerts({ ...page, status: 'open' })),
    question('all alerts', () => queries.alerts({ limit: 50 })),
    question('one alert', () => queries.alertById('acc-0012345~SCORE_BELOW~1')),
    question('what an action led to', () => queries.stepBy('acc-0012345~SCORE_BELOW~1', 'action')),
    question('may this contact be surveyed', () => queries.surveysOf(contact, Date.UTC(2026, 9, 1))),
    question('portfolio', () => portfolio.portfolio()),
    question('bands by day, 60 days', () => portfolio.bandsByDay(60)),
    question('revenue at risk by day, 60 days', () => past.revenueAtRisk(60)),
    question('NPS by segment, 90 days', () => insights.surveys('NPS', 'segment', 90)),
    question('CSAT by touch point, 90 days', () => insights.surveys('CSAT', 'touchPoint', 90)),
    question('response rates by segment, 90 days', () => insights.responseRates('segment', 90)),
    question('goals', () => insights.goals()),
    question('root causes of drops, 90 days', () => insights.rootCauses(90)),
    question('sources, by hour of the week', () => past.sources()),
    question('latency of the last minutes', () => latency()),
    question('failed events', () => portfolio.failed(page)),
    question('one failed event', () => portfolio.failedById('cx.crm:1:5')),
  ]
}

const october = 'from_day = \'2026-10-01\', to_day = \'2026-10-31\''

/** Every view, asked as its comment says (a test compares); those that have a row for each contact or account and day, of one day. */
export const viewQuestions: readonly string[] = [
  `nps(dimension = 'segment', ${october})`, `csat(dimension = 'touch_point', ${october})`, `ces(dimension = 'region', ${october})`, 'nps_by_month WHERE dimension = \'segment\'', 'csat_by_month WHERE dimension = \'touch_point\'',
  'ces_by_month WHERE dimension = \'region\'', 'survey_answers', 'survey_invitations', 'superseded_events', 'quadrant_matrix', `quadrant_movements(${october})`, `driver_impact(${october})`,
  'accounts_now', 'accounts_on(day = \'2026-10-01\')', 'account_snapshots WHERE day = \'2026-10-01\'', 'account_gaps', 'account_closures', 'bands_by_day WHERE day >= \'2026-10-01\'', 'revenue_at_risk_by_day WHERE day >= \'2026-10-01\'', 'cohorts',
  `touch_point_corridor(${october})`, 'interactions_by_local_day(time_zone = \'Europe/Madrid\') WHERE local_day = \'2026-10-15\' AND occurred_at >= \'2026-10-14\' AND occurred_at < \'2026-10-17\'',
  'survey_fatigue(max_surveys = 2, per_seconds = 2592000, min_gap_days = 7)', 'alerts_now', 'alert_lives', 'alert_performance', 'alerts_open', 'deliveries', 'failed_events_now', 'churn',
  'churn_by_threshold(day = \'2026-09-01\', horizon_days = 30)', 'goals_against_actuals', 'scores_as_known(then = \'2026-10-01 12:00:00\')',
  'scores_as_known_today(then = \'2026-10-01 12:00:00\', prior_mean = 70, prior_strength = 2, half_life_days = 30, half_lives = map(\'product.use\', 14)) WHERE account_id = \'acc-0012345\'',
]
