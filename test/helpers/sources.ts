import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

export interface SourceFile {
  /** From the project's root. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** Path from the project's root for our own files, the package's name otherwise. */
  readonly target: string
  readonly typeOnly: boolean
}

/** All TypeScript files below a folder of the project. */
export function sourcesOf(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => sourceFile(join(entry.parentPath, entry.name)))
}

function sourceFile(file: string): SourceFile {
  const text = readFileSync(file, 'utf8')
  const statements = [...text.matchAll(/^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'/gm), ...text.matchAll(/\bimport\('([^']+)'\)/g)]
  return {
    path: relative(root, file),
    text,
    imports: statements.map(([statement, specifier]) => ({
      target: specifier!.startsWith('.') ? relative(root, join(dirname(file), specifier!)) : specifier!,
      typeOnly: /^(import|export) type\s/.test(statement),
    })),
  }
}
