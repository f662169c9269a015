import { defineConfig } from 'vitest/config'

const common = { pool: 'forks', retry: 0, testTimeout: 60_000, hookTimeout: 120_000 } as const

export default defineConfig({
  test: {
    // Tests share two cores with a broker, a registry and a database.
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'unit', include: ['test/{unit,contract,console}/**/*.test.ts'], sequence: { groupOrder: 0 } } },
      {
        test: {
          ...common,
          name: 'integration',
          include: ['test/{integration,faults}/**/*.test.ts'],
          globalSetup: ['test/helpers/parts.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
