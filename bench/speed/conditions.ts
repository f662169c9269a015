import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import type { SpeedOptions } from './options.ts'

/** What figures depend on: machine, versions, load and seed. */
export const conditions = (options: SpeedOptions, javaVersion: number) => ({
  at: new Date().toISOString(), cores: cpus().length, cpu: cpus()[0]?.model.trim(), memoryGb: Math.round(totalmem() / 1e9), node: process.version, java: javaVersion,
  revision: execFileSync('git', ['describe', '--always', '--dirty'], { cwd: import.meta.dirname }).toString().trim(),
  events: options.events, accounts: options.accounts, seed: options.seed, skew: options.skew, scorers: options.scorers, compression: options.compression, nodeOptions: options.nodeOptions,
})
