import { GenericContainer, Wait, getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers'
import { brokerSettings } from '../../infra/local/kafka.ts'
import { freePort } from '../../infra/local/ports.ts'
import type { StartedParts, Wanted } from './parts.ts'

/** The images that docker-compose.yml names too. */
const images = {
  kafka: 'apache/kafka:4.4.0',
  registry: 'apicurio/apicurio-registry:3.3.3',
  clickhouse: 'clickhouse/clickhouse-server:26.7',
}

/** Whether a Docker engine can be talked to. */
export const dockerAnswers = (): Promise<boolean> => getContainerRuntimeClient().then(() => true, () => false)

/** Starts the wanted parts in containers. Testcontainers' own reaper removes them should this process be killed. */
export async function startContainers(wanted: Wanted): Promise<StartedParts> {
  const host = (await getContainerRuntimeClient()).info.containerRuntime.host
  const kafkaPort = await freePort()
  const starting = [
    wanted.kafka ? kafka(host, kafkaPort).start() : undefined,
    wanted.registry ? registry().start() : undefined,
    wanted.clickhouse ? clickhouse().start() : undefined,
  ] as const
  const outcomes = await Promise.allSettled(starting)
  const stop = async () => {
    await Promise.all(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value?.stop() : undefined)))
  }
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const [broker, registryStarted, clickhouseStarted] = await Promise.all(starting)
  return {
    brokers: broker && `${host}:${kafkaPort}`,
    registryUrl: registryStarted && `${address(registryStarted, 8080)}/apis/ccompat/v7`,
    clickhouseUrl: clickhouseStarted && address(clickhouseStarted, 8123),
    stop,
  }
}

const address = (container: StartedTestContainer, port: number) => `http://${container.getHost()}:${container.getMappedPort(port)}`

/**
 * Clients are sent back to the advertised address, so the port on the host is known before the broker starts. The broker talks to itself, too (to
 * check transactions), and cannot reach that port from inside its container: hence a listener of its own.
 */
function kafka(host: string, port: number): GenericContainer {
  const settings = {
    ...brokerSettings,
    'controller.quorum.voters': '1@localhost:9093',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT',
    'inter.broker.listener.name': 'INTERNAL',
    'listeners': 'PLAINTEXT://0.0.0.0:9092,CONTROLLER://localhost:9093,INTERNAL://localhost:19092',
    'advertised.listeners': `PLAINTEXT://${host}:${port},INTERNAL://localhost:19092`,
  }
  const variables = Object.entries(settings).map(([key, value]) => [`KAFKA_${key.toUpperCase().replaceAll('.', '_')}`, value])
  return new GenericContainer(images.kafka)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment(Object.fromEntries(variables))
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
}

const registry = (): GenericContainer =>
  new GenericContainer(images.registry).withExposedPorts(8080).withWaitStrategy(Wait.forHttp('/apis/ccompat/v7/subjects', 8080))

/** Without a password of its own the image closes the default user to the network; CLICKHOUSE_SKIP_USER_SETUP leaves it open. */
const clickhouse = (): GenericContainer =>
  new GenericContainer(images.clickhouse)
    .withExposedPorts(8123)
    .withEnvironment({ CLICKHOUSE_SKIP_USER_SETUP: '1' })
    .withWaitStrategy(Wait.forHttp('/ping', 8123))
