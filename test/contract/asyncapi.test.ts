import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Parser } from '@asyncapi/parser'
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser'
import { beforeAll, describe, expect, test } from 'vitest'
import { generateAsyncApi } from '../../schemas/asyncapi.ts'
import { topics } from '../../services/topology.ts'
import type { TopicName, TopicSpec } from '../../services/topology.ts'
import { root } from '../helpers/sources.ts'

const path = join(root, 'schemas/asyncapi.yaml')
const text = readFileSync(path, 'utf8')

test('schemas/asyncapi.yaml is what topology and schemas say (npm run generate)', () => {
  expect(text).toBe(generateAsyncApi())
})

describe('AsyncAPI\'s own parser', () => {
  let parsed: Awaited<ReturnType<Parser['parse']>>

  beforeAll(async () => {
    const parser = new Parser()
    parser.registerSchemaParser(AvroSchemaParser())
    parsed = await parser.parse(text, { source: path })
  })

  test('finds nothing wrong with it, Avro schemas included', () => {
    expect(parsed.diagnostics.filter(({ severity }) => severity <= 1).map(({ message, path: at }) => `${at.join('.')}: ${message}`)).toEqual([])
  })

  test.each(Object.entries(topics) as [TopicName, TopicSpec][])('finds the topic %s with its writers and readers', (name, { writers, readers, value }) => {
    const channel = parsed.document!.channels().get(name)!
    expect(channel.address()).toBe(`{deployment}.${name}`)
    expect(channel.operations().filterBySend().map((each) => each.tags().all()[0]!.name())).toEqual(writers)
    expect(channel.operations().filterByReceive().map((each) => each.tags().all()[0]!.name())).toEqual(readers)
    const message = channel.messages().all()[0]!
    if (value.startsWith('wire/')) expect(message.payload()!.properties(), 'the fields of the Avro schema').not.toEqual({})
  })
})
