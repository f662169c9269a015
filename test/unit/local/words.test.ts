import { expect, test } from 'vitest'
import { addressTable } from '../../../infra/local/addresses.ts'
import { alertLine, lister } from '../../../infra/local/alerts.ts'
import { localConfig } from '../../../infra/local/config.ts'
import { samplesOf, statusLine, total } from '../../../infra/local/counters.ts'
import { endIn, explain, knownCause, readable } from '../../../infra/local/explain.ts'
import { PartFailed, type Part } from '../../../infra/local/part.ts'

const plain = (text: string) => text.replace(/\u001b\[[\d;]*m/g, '')

const alert = {
  status: 'OPENED', severity: 'HIGH', kind: 'SCORE_BELOW', accountId: 'a1', accountName: 'Acme', owner: 'kim', at: 0, summary: 'Acme: down 28 points to 42.',
}

test('a refusal is told by message and remedy', () => {
  const output = [
    '{"level":"info","event":"service.starting","msg":"starting"}',
    '{"level":"error","event":"service.refused","err":{"message":"cx.touchpoints was cut","remedy":"cx epoch raise touchpoints"},"msg":"refused"}',
    '{"level":"info","event":"service.stopped","msg":"stopped"}',
  ].join('\n')
  expect(endIn(output)).toBe('cx.touchpoints was cut\ncx epoch raise touchpoints')
})

test('a crash is told by its error, or else by the last lines', () => {
  expect(endIn('{"level":"error","event":"service.failed","err":{"message":"boom"},"msg":"failed"}\n')).toBe('boom')
  expect(endIn('{not json\nSegmentation fault\n')).toBe('{not json\nSegmentation fault')
})

test('a log line is shown as its message', () => {
  expect(readable('{"level":"info","msg":"topics created"}')).toBe('topics created')
  expect(readable('plain')).toBe('plain')
})

test.each([
  ['java.io.IOException: No space left on device', 'is full', 'Free some space'],
  ['java.net.BindException: Address already in use', 'Kafka ended', 'start again'],
  ['There is insufficient memory for the Java Runtime Environment to continue.', 'Kafka ended', 'memory'],
])('%j has a known remedy', (output, message, remedy) => {
  expect(knownCause(output, 'Kafka ended', '.cx')).toMatchObject({ message: expect.stringContaining(message), remedy: expect.stringContaining(remedy) })
})

test('a part that does not start on its data leads to the reset, after its own last lines', () => {
  const part = { name: 'Kafka', logFile: 'kafka.log', output: () => 'Malformed line in checkpoint file' } as Part
  expect(explain(new PartFailed(part, 'Kafka ended while starting'), '.cx')).toMatchObject({
    message: expect.stringContaining('Malformed line'), remedy: expect.stringContaining('npm run reset'),
  })
})

test('counters are summed over their labels', () => {
  const samples = samplesOf([
    '# HELP cx_records_written_total Output records', '# TYPE cx_records_written_total counter',
    'cx_records_written_total{topic="interactions"} 3', 'cx_records_written_total{topic="alerts"} 2', 'cx_records_read_total 1.5e3',
  ].join('\n'))
  expect(total(samples, 'cx_records_written_total')).toBe(5)
  expect(total(samples, 'cx_records_written_total', 'topic="alerts"')).toBe(2)
  expect(total(samples, 'cx_records_read_total')).toBe(1500)
})

test('the line of counters does not claim a zero for a service that does not answer', () => {
  expect(plain(statusLine({ eventsIn: 12_345, interactions: 5, alerts: 0, failed: null }))).toBe('events in 12,345   interactions 5   alerts 0   failed –')
})

test('an alert is one line: severity, account, owner, summary, kind and what became of it', () => {
  expect(plain(alertLine(alert))).toBe('HIGH     Acme (kim) down 28 points to 42. [score below]')
  expect(plain(alertLine({ ...alert, status: 'RESOLVED', accountName: null, summary: 'recovered' }))).toBe('HIGH     a1 (kim) recovered [score below, resolved]')
})

test('alerts of a replayed past are not listed, which is said once', () => {
  const lines: string[] = []
  const show = lister((line) => lines.push(plain(line)), 5000)
  for (const at of [1000, 2000, 5000]) show({ ...alert, at })
  expect(lines).toEqual([expect.stringContaining('the past'), expect.stringContaining('Acme')])
})

test('addresses stand in a column', () => {
  expect(addressTable([{ name: 'Kafka', address: 'h:1' }, { name: 'API', address: 'h:2', note: 'x' }]).map(plain)).toEqual(['  Kafka  h:1', '  API    h:2  x'])
})

test('without variables everything runs here, on the standard ports', () => {
  expect(localConfig({})).toMatchObject({ deployment: 'cx', brokers: '', registryUrl: '', clickhouseUrl: '', kafkaPort: 9092, registryPort: 8081, clickhousePort: 8123, apiPort: 8080 })
})

test('an address that is given is checked before anything is started', () => {
  expect(() => localConfig({ CLICKHOUSE_URL: 'localhost:8123' })).toThrow('CLICKHOUSE_URL')
  expect(() => localConfig({ KAFKA_BROKERS: 'broker' })).toThrow('KAFKA_BROKERS')
  expect(() => localConfig({ CX_KAFKA_PORT: '0', API_PORT: 'x' })).toThrow(/CX_KAFKA_PORT[^]*API_PORT/)
})
