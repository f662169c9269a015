import { describeVariables, oneOf, readConfig, text } from '../shared/config.ts'
import type { ConfigOf } from '../shared/config.ts'
import { logLevels } from '../shared/log.ts'
import { brokers, clickhousePassword, clickhouseUrl, clickhouseUser, deployment, metricsHost, metricsPort, registryUrl, webhooksFile } from '../shared/variables.ts'

const variables = {
  deployment, brokers, registryUrl, webhooksFile, clickhouseUrl, clickhouseUser, clickhousePassword,
  smtpUrl: text('CX_SMTP_URL', { about: 'mail server, e.g. smtps://user:password@mail.example; empty: no mail', default: '' }),
  mailFrom: text('CX_MAIL_FROM', { about: 'sender of mails', default: 'cx@localhost' }),
  metricsHost, metricsPort,
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'what is logged', default: 'info' }),
}

export type NotifierConfig = ConfigOf<typeof variables>

/** The notifier's configuration. Throws one Refusal with all faults. */
export const notifierConfig = (env: NodeJS.ProcessEnv): NotifierConfig => readConfig(env, variables)

export const help = `Delivers alerts to webhooks and by mail, as \`cx webhooks\` has set them up.

  node services/notifier/main.ts

${describeVariables(variables)}
`
