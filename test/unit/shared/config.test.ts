import { describe, expect, test } from 'vitest'
import { decimal, describeVariables, duration, hostList, integer, oneOf, pattern, readConfig, text, url } from '../../../services/shared/config.ts'
import { Refusal } from '../../../services/shared/refusal.ts'

const spec = {
  brokers: hostList('KAFKA_BROKERS', { about: 'Kafka brokers', default: '127.0.0.1:9092' }),
  registry: url('SCHEMA_REGISTRY_URL', { about: 'registry', default: 'http://127.0.0.1:8081/apis/' }),
  name: pattern('CX_DEPLOYMENT', { about: 'deployment', default: 'cx', form: 'lower-case letters', matches: /^[a-z]+$/ }),
  clock: oneOf('CX_CLOCK', ['wall', 'log'], { about: 'clock', default: 'wall' }),
  ticks: duration('CX_TICK_INTERVAL', { about: 'ticks', default: 'PT10S' }),
  count: integer('CX_COUNT', { about: 'count', default: 4, min: 1, max: 10 }),
  ratio: decimal('CX_RATIO', { about: 'ratio', default: 0.5, min: 0, max: 1 }),
  password: text('CX_PASSWORD', { about: 'password', default: '' }),
}

test('defaults', () => {
  expect(readConfig({}, spec)).toEqual({
    brokers: ['127.0.0.1:9092'], registry: 'http://127.0.0.1:8081/apis', name: 'cx', clock: 'wall', ticks: 10_000, count: 4, ratio: 0.5, password: '',
  })
})

test('what is set wins; an empty variable is as good as none', () => {
  const env = { KAFKA_BROKERS: 'a:1, [::1]:2', CX_CLOCK: 'log', CX_TICK_INTERVAL: '500ms', CX_COUNT: '', CX_RATIO: '1e-3', CX_PASSWORD: ' x ' }
  expect(readConfig(env, spec)).toMatchObject({ brokers: ['a:1', '[::1]:2'], clock: 'log', ticks: 500, count: 4, ratio: 0.001, password: ' x ' })
})

describe('faults', () => {
  test('all at once, each with the variable, what it holds, and what it must be', () => {
    const env = {
      KAFKA_BROKERS: 'localhost', SCHEMA_REGISTRY_URL: 'registry:8081', CX_DEPLOYMENT: 'CX', CX_CLOCK: 'sun', CX_TICK_INTERVAL: '0s', CX_COUNT: '4.5', CX_RATIO: '2',
    }
    expect(() => readConfig(env, spec)).toThrowErrorMatchingInlineSnapshot(`
      [Refusal: The environment is not right, 7 faults:
        - KAFKA_BROKERS is "localhost", but must be host:port, several separated by commas (Kafka brokers)
        - SCHEMA_REGISTRY_URL is "registry:8081", but must be an http:// or https:// address (registry)
        - CX_DEPLOYMENT is "CX", but must be lower-case letters (deployment)
        - CX_CLOCK is "sun", but must be one of wall, log (clock)
        - CX_TICK_INTERVAL is "0s", but must be a duration above zero such as PT10S, 10s, 500ms or 5m (ticks)
        - CX_COUNT is "4.5", but must be a whole number from 1 to 10 (count)
        - CX_RATIO is "2", but must be a number from 0 to 1 (ratio)]
    `)
  })

  test('a variable without a default must be set', () => {
    const read = () => readConfig({}, { secret: text('CX_SECRET', { about: 'signs webhooks' }) })
    expect(read).toThrow(Refusal)
    expect(read).toThrow('CX_SECRET is not set; it must be a text (signs webhooks)')
  })
})

test('variables describe themselves for --help', () => {
  expect(describeVariables({ clock: spec.clock, password: spec.password })).toBe('  CX_CLOCK     clock [wall]\n  CX_PASSWORD  password [not set]')
})
