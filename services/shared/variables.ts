import { hostList, integer, pattern, text, url } from './config.ts'

/** Variables that several services read; each service's config.ts picks those it needs, so that name, default and meaning are the same everywhere. */
export const deployment = pattern('CX_DEPLOYMENT', {
  about: 'name of the deployment: prefix of topics, groups and tokens, and ClickHouse database',
  default: 'cx',
  form: 'a lower-case letter, then up to 39 lower-case letters, digits or _',
  matches: /^[a-z][a-z0-9_]{0,39}$/,
})
export const brokers = hostList('KAFKA_BROKERS', { about: 'Kafka brokers', default: '127.0.0.1:9092' })
export const registryUrl = url('SCHEMA_REGISTRY_URL', {
  about: 'root of the schema registry\'s Confluent API', default: 'http://127.0.0.1:8081/apis/ccompat/v7',
})
export const webhooksFile = text('CX_WEBHOOKS', { about: 'file with the subscriptions to alerts, which `cx webhooks` keeps', default: '.cx/webhooks.json' })
export const keysFile = text('CX_KEYS', { about: 'file with the API keys, hashed, which `cx keys` keeps', default: '.cx/keys.json' })
export const trustedProxies = text('CX_TRUSTED_PROXIES', { about: 'addresses and networks, with commas, of proxies whose X-Forwarded-… are believed; empty: none', default: '' })
/** The names in a list with commas. */
export const listed = (text: string): string[] => text.split(',').map((each) => each.trim()).filter(Boolean)
export const oidcIssuer = text('CX_OIDC_ISSUER', { about: 'OpenID Connect issuer whose tokens the api takes; empty: none', default: '' })
export const oidcAudience = text('CX_OIDC_AUDIENCE', { about: 'audience that those tokens must be for', default: 'cx' })
export const oidcRoleClaim = text('CX_OIDC_ROLE_CLAIM', { about: 'claim with the role, or the roles: viewer, operator, admin', default: 'roles' })
export const clickhouseUrl = url('CLICKHOUSE_URL', { about: 'ClickHouse\'s HTTP address', default: 'http://127.0.0.1:8123' })
export const clickhouseUser = text('CLICKHOUSE_USER', { about: 'ClickHouse user', default: 'default' })
export const clickhousePassword = text('CLICKHOUSE_PASSWORD', { about: 'password of that user', default: '' })
export const metricsHost = text('METRICS_HOST', { about: 'address that health and metrics are served on; they tell nothing of customers, and ask nobody who they are', default: '127.0.0.1' })
export const metricsPort = integer('METRICS_PORT', { about: 'port of health and metrics; 0: a free one', default: 0, min: 0, max: 65_535 })
