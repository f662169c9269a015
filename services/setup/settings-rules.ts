import type { Settings } from '../../core/model/settings.ts'
import { Refusal } from '../shared/refusal.ts'
import { canonicalJson } from '../shared/settings.ts'

/** Settings with the number they have in the log. */
export interface NumberedSettings {
  readonly number: number
  readonly settings: Settings
}

/**
 * Whether the settings are new: false where the latest ones are the same. Throws a Refusal where they may not follow: another clock than the
 * deployment's, or a model that is not what its version stood for before.
 */
export function mustAppend(next: Settings, earlier: readonly NumberedSettings[]): boolean {
  const latest = earlier.at(-1)?.settings
  if (!latest) return true
  if (latest.hash === next.hash) return false
  if (latest.clock !== next.clock) {
    throw new Refusal(`This deployment goes by CX_CLOCK=${latest.clock}; CX_CLOCK=${next.clock} would put its past and its future on different clocks`,
      `Set CX_CLOCK=${latest.clock}, or choose a new CX_DEPLOYMENT (locally: npm run reset).`)
  }
  const namesake = earlier.findLast(({ settings }) => settings.model.version === next.model.version)?.settings
  if (namesake && canonicalJson(namesake.model) !== canonicalJson(next.model)) {
    throw new Refusal(`The model's content changed, but its version is still "${next.model.version}": ${differences(namesake.model, next.model).join(', ')}`,
      'Give the key "version" of the model file a new value, or undo the change.')
  }
  return true
}

const shown = 5

/** The first keys in which two models differ, with both values. */
function differences(before: object, after: object): string[] {
  const [left, right] = [leaves(before), leaves(after)]
  const keys = [...new Set([...left.keys(), ...right.keys()])].filter((key) => left.get(key) !== right.get(key))
  const listed = keys.slice(0, shown).map((key) => `${key} ${left.get(key) ?? 'absent'} -> ${right.get(key) ?? 'absent'}`)
  return keys.length > shown ? [...listed, `and ${keys.length - shown} more`] : listed
}

function leaves(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([[path, JSON.stringify(value)]])
  return new Map(Object.entries(value).flatMap(([key, each]) => [...leaves(each, path ? `${path}.${key}` : key)]))
}
