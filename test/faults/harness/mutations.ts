import type { CommandLine } from './options.ts'

export async function runMutations(_options: CommandLine, _say: (line: string) => void): Promise<boolean> {
  return true
}
