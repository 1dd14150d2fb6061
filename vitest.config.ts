import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Tests start some hundred programs, which compile what they load once. */
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url))

const engineFiles = (...names: string[]) => names.map((name) => `test/engine/${name}.test.ts`)

const secondEngineFile = 'test/e2e/second-engine.test.ts'
/**
 * Two engines of different makers agree on conditions, transactions, indexes, races and faults. What is built from these,
 * large files, and what other services do wrong are the same on any engine.
 */
const onBothEngines = engineFiles(
  ...['agreements', 'audit', 'faults', 'groups', 'other-agreements', 'races', 'reconciliations'],
)

/** Faults at each of many places, kills, files gone wrong in any way, and the largest: they take longer than all others. */
const faultFiles = [
  ...engineFiles('file-content', 'graph-faults', 'import-engine', 'import-faults', 'limits', 'undo', 'vlsc-faults'),
  ...['test/e2e/crashes.test.ts', 'test/e2e/graph-crashes.test.ts'],
]
/** Tests of many generated ledgers, schedules and files: `npm test` tries a sample of them. */
const randomFiles = [
  ...engineFiles('inventory-model', 'other-agreement-files', 'recognition', 'refreshes', 'statements'),
  'test/unit/work/imports/hostile-files.test.ts',
  ...[
    'changes/attribution',
    'cover/cover',
    'families/family-model',
    'reconcile/reconcile',
    'run-schedules',
    'runs/clean-up',
    'take-over',
  ].map((name) => `test/unit/positions/${name}.test.ts`),
]
const FAULTS = process.env.FAULTS ?? 'all'
const hour = 3_600_000

/**
 * Files share their modules, as loading these takes longer than most tests. None keeps anything of a test: tests of an
 * engine have a ledger of their own.
 */
const shared = { isolate: false, hookTimeout: 150_000 }
const onEngine = { ...shared, globalSetup: 'test/support/engine.setup.ts' }

export default defineConfig({
  test: {
    // Most of what they wait for is other processes: the engines, and the local stack.
    maxWorkers: 3,
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000, ...shared } },
      {
        test: {
          name: 'engine',
          include: engineFiles('*'),
          exclude: faultFiles,
          testTimeout: 120_000,
          ...onEngine,
        },
      },
      {
        test: {
          name: 'faults',
          include: FAULTS === 'all' ? [...faultFiles, ...randomFiles] : faultFiles,
          env: { FAULTS },
          testTimeout: FAULTS === 'all' ? hour : 600_000,
          ...onEngine,
        },
      },
      {
        test: {
          name: 'second-engine',
          include: [...onBothEngines, secondEngineFile],
          testTimeout: 120_000,
          ...shared,
          globalSetup: 'test/support/second-engine.setup.ts',
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // As long as steps of a page may take: test/support/console.ts.
          expect: { poll: { timeout: 300_000 } },
          testTimeout: 900_000,
          hookTimeout: 150_000,
          globalSetup: 'test/support/console.setup.ts',
        },
      },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          testTimeout: 120_000,
          ...shared,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [secondEngineFile, ...faultFiles],
          testTimeout: 480_000,
          hookTimeout: 150_000,
        },
      },
    ],
  },
})
