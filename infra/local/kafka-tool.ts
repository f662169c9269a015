import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Refusal } from '../../services/shared/refusal.ts'
import { localConfig } from './config.ts'
import { findJava } from './java.ts'
import { loopback } from './ports.ts'
import { inWords } from './report.ts'
import { classPath, installTool } from './tools.ts'

/** `npm run kafka -- <tool> …`: Kafka's own console tools on the local broker (or KAFKA_BROKERS), fetched at their first use. */
const tools: Readonly<Record<string, string>> = {
  topics: 'org.apache.kafka.tools.TopicCommand',
  groups: 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  consume: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  produce: 'org.apache.kafka.tools.ConsoleProducer',
  offsets: 'org.apache.kafka.tools.GetOffsetShell',
  transactions: 'org.apache.kafka.tools.TransactionsCommand',
}

async function main([name = '', ...args]: string[]): Promise<number> {
  const tool = Object.hasOwn(tools, name) ? tools[name]! : null
  if (tool === null) {
    throw new Refusal(`There is no tool named "${name}".`, `There are: ${Object.keys(tools).join(', ')}. Example: npm run kafka -- topics --list`, 64)
  }
  const { brokers, kafkaPort } = localConfig(process.env)
  const { command } = await findJava(process.env)
  const jars = await installTool('kafka-tools', (line) => console.error(line))
  const server = ['--bootstrap-server', brokers || `${loopback}:${kafkaPort}`]
  const java = spawn(command, ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath(jars), tool, ...server, ...args], { stdio: 'inherit' })
  // Ctrl-C reaches the tool as well, which ends by itself.
  process.on('SIGINT', () => {})
  const [code] = (await once(java, 'exit')) as [number | null]
  return code ?? 0
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(inWords(error))
  return error instanceof Refusal ? error.exitCode : 1
})
