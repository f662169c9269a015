import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboards, type DashboardSpec } from './dashboards.ts'
import { panelOf } from './panels.ts'

/** A dashboard as Grafana reads it: JSON, the same bytes for the same specification. */
export function dashboardJson({ uid, title, description, from, panels }: DashboardSpec): string {
  const builder = new DashboardBuilder(title).uid(uid).description(description).tags(['cx']).time({ from, to: 'now' }).refresh('1m').timezone('utc').readonly()
  for (const panel of panels) builder.withPanel(panelOf(panel))
  return `${JSON.stringify(builder.build(), null, 2)}\n`
}

/** `npm run generate:grafana`: writes the dashboards that provisioning/ shows to Grafana. */
if (import.meta.main) for (const each of dashboards) writeFileSync(join(import.meta.dirname, 'dashboards', `${each.uid}.json`), dashboardJson(each))
