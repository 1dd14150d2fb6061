import { defineConfig } from 'vitest/config'

const secondEngineFile = 'test/e2e/second-engine.test.ts'
/**
 * Two engines of different makers agree on conditions, transactions, indexes, races and faults. What is built from these,
 * large files, and what other services do wrong are the same on any engine.
 */
const onBothEngines = ['agreements', 'audit', 'faults', 'groups', 'other-agreements', 'races', 'reconciliations'].map(
  (file) => `test/engine/${file}.test.ts`,
)
/** Faults at each of many places, and the price of each access pattern: they take as long as a third of all others. */
const slowFiles = ['costs', 'import-faults', 'undo', 'vlsc-faults'].map((file) => `test/engine/${file}.test.ts`)
const crashesFile = 'test/e2e/crashes.test.ts'
/** Files share their modules, none of which keeps anything of a ledger: each test has a ledger of its own. */
const onAnEngine = { isolate: false, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    // Most of what they wait for is other processes: the engines, and the local stack.
    maxWorkers: 2,
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          exclude: slowFiles,
          globalSetup: 'test/support/engine.setup.ts',
          testTimeout: 60_000,
          ...onAnEngine,
        },
      },
      {
        test: {
          name: 'slow',
          include: slowFiles,
          globalSetup: 'test/support/engine.setup.ts',
          testTimeout: 60_000,
          ...onAnEngine,
        },
      },
      {
        test: {
          name: 'second-engine',
          include: [...onBothEngines, secondEngineFile],
          globalSetup: 'test/support/second-engine.setup.ts',
          testTimeout: 120_000,
          ...onAnEngine,
        },
      },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'crashes', include: [crashesFile], testTimeout: 600_000 } },
      { test: { name: 'infra', include: ['test/infra/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [secondEngineFile, crashesFile],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
