import { expect, test } from 'vitest'
import { sourcesOf } from '../helpers/sources.ts'
import type { Import, SourceFile } from '../helpers/sources.ts'

/** The imports that `allowed` does not allow, as `file -> target`. */
const forbidden = (files: readonly SourceFile[], allowed: (each: Import, file: SourceFile) => boolean): string[] =>
  files.flatMap((file) => file.imports.filter((each) => !allowed(each, file)).map(({ target }) => `${file.path} -> ${target}`))

const core = sourcesOf('core')
const services = sourcesOf('services')
/** What all services have in common: services/shared, and single files beside it such as topology.ts. */
const folderOf = (path: string): string => path.split('/')[1]!
const isCommon = (path: string): boolean => folderOf(path) === 'shared' || folderOf(path).endsWith('.ts')

test('core imports only core, and types of the schemas', () => {
  expect(forbidden(core, ({ target, typeOnly }) => target.startsWith('core/') || (target === 'schemas/types.ts' && typeOnly))).toEqual([])
})

test('core has no clock, no randomness, no I/O of the platform', () => {
  const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bfetch\(|\bsetTimeout\(|\bconsole\./
  expect(core.filter(({ text }) => impure.test(text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ''))).map(({ path }) => path)).toEqual([])
})

/** A person may order the work of sink, notifier and set-up from the command line: each through one door. */
const doors: Readonly<Record<string, readonly string[]>> = {
  'services/sink/by-hand.ts': ['services/cli/commands/rebuild.ts', 'services/cli/commands/sink.ts'],
  'services/notifier/by-hand.ts': ['services/cli/commands/rebuild.ts'],
  'services/setup/by-hand.ts': ['services/cli/archive/replay.ts'],
}
const isDoor = (target: string, path: string): boolean => doors[target]?.includes(path) ?? false

test('no service imports another, but for three doors; what several need is in services/shared', () => {
  const ours = services.filter(({ path }) => !isCommon(path))
  expect(forbidden(ours, ({ target }, { path }) => !target.startsWith('services/') || isCommon(target) || folderOf(target) === folderOf(path) || isDoor(target, path))).toEqual([])
})

test('services/shared imports no service', () => {
  const shared = services.filter(({ path }) => isCommon(path))
  expect(forbidden(shared, ({ target }) => !target.startsWith('services/') || isCommon(target))).toEqual([])
})

test('neither core nor services import tests, benchmarks or the local run', () => {
  expect(forbidden([...core, ...services.filter(({ path }) => folderOf(path) !== 'cli')], ({ target }) => !/^(test|bench|infra\/local)\//.test(target))).toEqual([])
})

/** The runner to which a main.ts hands its process, and which sees that it ends. */
const runner = 'services/shared/service.ts'

test('only a main.ts reads the environment, only it and the runner end the process', () => {
  const others = services.filter(({ path }) => !path.endsWith('/main.ts'))
  expect(others.filter(({ text }) => /process\.env\b/.test(text)).map(({ path }) => path)).toEqual([])
  expect(others.filter(({ text, path }) => path !== runner && /process\.exit(Code)?\b/.test(text)).map(({ path }) => path)).toEqual([])
})

test('no production code knows about tests', () => {
  expect([...core, ...services].filter(({ text }) => /NODE_ENV|VITEST/.test(text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ''))).map(({ path }) => path)).toEqual([])
})
