import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder as PrometheusQuery } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table'
import { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries'

/** The data sources as provisioning/datasources.yml names them. */
export const sources = {
  clickhouse: { type: 'grafana-clickhouse-datasource', uid: 'cx-clickhouse' },
  prometheus: { type: 'prometheus', uid: 'cx-prometheus' },
} as const

/** Height of a panel, and its width of 24. */
const size = { h: 8, half: 12, whole: 24, quarter: 6 } as const
const kinds = { chart: TimeseriesPanel, table: TablePanel, figure: StatPanel } as const

interface Shown {
  readonly title: string
  /** What it says and how it is to be read. */
  readonly description: string
  readonly as: keyof typeof kinds
  readonly width?: keyof Omit<typeof size, 'h'>
  /** Grafana's name of the unit, e.g. `s` or `percent`. */
  readonly unit?: string
}

/** A panel over ClickHouse. `$__timeFilter(column)` stands for the dashboard's time range; a chart's first column is a time called `time`, its other ones are the lines. */
export interface ClickHousePanel extends Shown {
  readonly sql: string
}

/** A panel over Prometheus; each query has a name for its lines, with labels in double braces. */
export interface PrometheusPanel extends Shown {
  readonly queries: readonly { readonly expr: string; readonly legend: string }[]
}

export type PanelSpec = ClickHousePanel | PrometheusPanel

/** Grafana's panel for one of ours. */
export function panelOf(spec: PanelSpec): Builder<Panel> {
  const panel = new kinds[spec.as]().title(spec.title).description(spec.description).height(size.h).span(size[spec.width ?? 'half'])
  if (spec.unit !== undefined) panel.unit(spec.unit)
  if ('sql' in spec) return panel.datasource(sources.clickhouse).withTarget(clickhouseQuery(spec))
  for (const [index, { expr, legend }] of spec.queries.entries()) panel.withTarget(new PrometheusQuery().expr(expr).legendFormat(legend).refId(String.fromCharCode(65 + index)))
  return panel.datasource(sources.prometheus)
}

/** What Grafana's ClickHouse plug-in (version 4) takes; the builders do not know it. */
const clickhouseQuery = ({ sql, as }: ClickHousePanel): Builder<Dataquery> => ({
  build: () => ({
    refId: 'A', datasource: sources.clickhouse, editorType: 'sql', rawSql: sql, queryType: as === 'chart' ? 'timeseries' : 'table', format: as === 'chart' ? 0 : 1, pluginVersion: '4.0.0',
    _implementsDataqueryVariant: () => {},
  }) as Dataquery,
})
