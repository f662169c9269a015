import { expect, test } from 'vitest'
import { loadModel, shippedModel } from '../../services/shared/model-file.ts'
import schema from '../../schemas/model.schema.json' with { type: 'json' }

interface Node {
  readonly $ref?: string
  readonly description?: string
  readonly default?: unknown
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: Node | boolean
}

/** The node behind a reference; what stands beside the reference wins. */
function resolved(node: Node): Node {
  if (!node.$ref) return node
  const target = resolved((schema.$defs as unknown as Record<string, Node>)[node.$ref.replace('#/$defs/', '')]!)
  return { ...target, ...node, properties: { ...node.properties, ...target.properties } }
}

interface Leaf {
  readonly path: string
  readonly value: unknown
  readonly node: Node
}

/** Every key of a model with the part of the schema that describes it. Throws for a key that the schema lists only as a pattern. */
function leaves(value: object, node: Node, path: string[] = []): Leaf[] {
  const { properties, additionalProperties } = resolved(node)
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    const below = properties?.[key] ?? additionalProperties as Node
    const own = { path: [...path, key].join('.'), value: each, node: resolved(below) }
    return typeof each === 'object' && each !== null && !Array.isArray(each) ? [own, ...leaves(each, below, [...path, key])] : [own]
  })
}

const shipped = leaves(loadModel(shippedModel), schema as unknown as Node)

test('every key of the shipped model is described', () => {
  const free = /^(touchPoints\.keys|segments)\.[^.]+(\.[^.]+)?$|measures\.[^.]+$/
  expect(shipped.filter(({ node, path }) => !node.description && !free.test(path)).map(({ path }) => path)).toEqual([])
})

test('the defaults that the schema names are those of the shipped model', () => {
  const general = shipped.filter(({ path, node }) => node.default !== undefined && !/^(segments|touchPoints\.keys)\./.test(path))
  expect(general.length).toBeGreaterThan(40)
  expect(Object.fromEntries(general.map(({ path, node }) => [path, node.default]))).toEqual(Object.fromEntries(general.map(({ path, value }) => [path, value])))
})
