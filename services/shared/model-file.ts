import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { closest } from 'fastest-levenshtein'
import { LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import type { GoalSection, ModelFile } from '../../core/model/model-file.ts'
import schema from '../../schemas/model.schema.json' with { type: 'json' }
import { modelFaults } from './model-rules.ts'
import type { ModelFault } from './model-rules.ts'
import { faultList, Refusal } from './refusal.ts'

const ajv = new Ajv2020({ allErrors: true, verbose: true, strictTypes: false })
const isModel = ajv.compile<ModelFile>(schema)
/** The model's section by itself. */
const isGoals = ajv.compile<{ readonly goals: readonly GoalSection[] }>({ type: 'object', additionalProperties: false, required: ['goals'], properties: { goals: schema.properties.goals } })

/** Where shipped models live: the default of CX_MODEL. */
export const shippedModel = new URL('../../schemas/model.yaml', import.meta.url)

/** Reads a model file. Throws one Refusal that lists every fault with its line and path. */
export function loadModel(path: string | URL): ModelFile {
  const name = path instanceof URL ? 'schemas/model.yaml' : path
  return parseModel(textOf(path, 'The scoring model', 'Set CX_MODEL to the path of a model file, or unset it for the shipped one.'), name)
}

/** Reads a file of goals: the section `goals` of a model, and nothing else. Throws as loadModel does. */
export const loadGoals = (path: string): readonly GoalSection[] =>
  parsed(textOf(path, 'The file of goals', 'Set CX_GOALS to the path of a file of goals, or unset it.'), { name: path, what: 'The file of goals', matches: isGoals, rules: () => [] }).goals

function textOf(path: string | URL, what: string, remedy: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Refusal(`${what} cannot be read: ${(error as Error).message}`, remedy)
  }
}

/** The model in a YAML text; `name` is what messages call the file. Throws as loadModel does. */
export const parseModel = (text: string, name: string): ModelFile => parsed(text, { name, what: 'The scoring model', matches: isModel, rules: modelFaults })

interface Form<T> {
  /** Of the file, and of the kind of file, in messages. */
  readonly name: string
  readonly what: string
  readonly matches: ValidateFunction<T>
  /** What a JSON Schema cannot say. */
  readonly rules: (file: T) => ModelFault[]
}

function parsed<T>(text: string, { name, what, matches, rules }: Form<T>): T {
  const refused = (faults: string[]) => new Refusal(faultList(`${what} ${name} is not right`, [...new Set(faults)]), 'Correct the file; schemas/model.schema.json describes every key.')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors.map((error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`)
  if (broken.length > 0) throw refused(broken)
  const file: unknown = document.toJS()
  if (!matches(file)) throw refused(matches.errors!.flatMap(schemaFault).map((fault) => located(fault, document, lines)))
  const faults = rules(file)
  if (faults.length > 0) throw refused(faults.map((fault) => located(fault, document, lines)))
  return file
}

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
