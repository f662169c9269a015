import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { closest } from 'fastest-levenshtein'
import { LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import type { ModelFile } from '../../core/model/model-file.ts'
import schema from '../../schemas/model.schema.json' with { type: 'json' }
import { modelFaults } from './model-rules.ts'
import type { ModelFault } from './model-rules.ts'
import { faultList, Refusal } from './refusal.ts'

const matches = new Ajv2020({ allErrors: true, verbose: true, strictTypes: false }).compile<ModelFile>(schema)

/** Where shipped models live: the default of CX_MODEL. */
export const shippedModel = new URL('../../schemas/model.yaml', import.meta.url)

/** Reads a model file. Throws one Refusal that lists every fault with its line and path. */
export function loadModel(path: string | URL): ModelFile {
  const name = path instanceof URL ? 'schemas/model.yaml' : path
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new Refusal(`The scoring model cannot be read: ${(error as Error).message}`, 'Set CX_MODEL to the path of a model file, or unset it for the shipped one.')
  }
  return parseModel(text, name)
}

/** The model in a YAML text; `name` is what messages call the file. Throws as loadModel does. */
export function parseModel(text: string, name: string): ModelFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors.map((error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`)
  if (broken.length > 0) throw refused(name, broken)
  const model: unknown = document.toJS()
  const faults = matches(model) ? modelFaults(model) : matches.errors!.flatMap(schemaFault)
  if (faults.length > 0) throw refused(name, faults.map((fault) => located(fault, document, lines)))
  return model as ModelFile
}

const refused = (name: string, faults: string[]): Refusal =>
  new Refusal(faultList(`The scoring model ${name} is not right`, [...new Set(faults)]), 'Correct the file; schemas/model.schema.json describes every key.')

function located(fault: ModelFault, document: Document, lines: LineCounter): string {
  const line = lineOf(fault.path, document, lines)
  return `${line ? `line ${line}: ` : ''}${fault.path.join('.') || 'the file'} ${fault.problem}`
}

/** The line of the deepest part of the path that is in the file. */
function lineOf(path: readonly string[], document: Document, lines: LineCounter): number | undefined {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: readonly [number, number, number] } | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return undefined
}

function schemaFault(error: ErrorObject): ModelFault[] {
  const path = error.instancePath.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (path[0] === '$defs') return []
  switch (error.keyword) {
    case 'additionalProperties': return [unknownKey(path, String(error.params.additionalProperty), error)]
    case 'required': return [{ path: [...path, String(error.params.missingProperty)], problem: 'is missing' }]
    case 'propertyNames': return [{ path: [...path, String(error.params.propertyName)], problem: 'is not a possible key (keys beginning with "survey." are reserved)' }]
    case 'enum': return [{ path, problem: `must be one of ${(error.params.allowedValues as string[]).join(', ')}` }]
    case 'pattern': return error.propertyName === undefined ? [{ path, problem: patternProblem(path, error.data) }] : []
    case 'type': return [{ path, problem: `must be ${article(String(error.params.type))}, not ${JSON.stringify(error.data)}${quoteHint(error)}` }]
    default: return error.propertyName === undefined ? [{ path, problem: `${error.message}, not ${JSON.stringify(error.data)}` }] : []
  }
}

function unknownKey(path: string[], key: string, error: ErrorObject): ModelFault {
  const known = Object.keys((error.parentSchema?.properties ?? {}) as object)
  const where = path[0] === 'segments' ? '; a segment may override only score.prior, score.minEvidence, score.goodFrom, alerts, quadrant and routing' : ''
  const nearest = known.length > 0 ? `; did you mean ${closest(key, known)}?` : ''
  return { path: [...path, key], problem: `is not a key of the model${where || nearest}` }
}

const patternProblem = (path: string[], data: unknown): string => path.length === 1
  ? `must be 1 to 64 characters without white space and ~, not ${JSON.stringify(data)}`
  : `must be an ISO 8601 duration of weeks, days, hours, minutes and seconds such as PT24H or P7D, not ${JSON.stringify(data)}`

const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`)
const quoteHint = (error: ErrorObject): string => (error.params.type === 'string' && typeof error.data === 'number' ? ' (put it in quotes)' : '')
