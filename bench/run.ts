/**
 * `npm run bench`: what an import, a bundle, a request and an access pattern cost. Times are compared with times of the
 * same run only; counts are the same in every run. `--document` writes what the access patterns cost into
 * docs/access-patterns.md, and does nothing else. `npm run bench -- --only inventory` measures one part: bundles, overhead,
 * import, drops, refresh, normalization, recognition, coverage, families, inventory, connector, runs, reports, console or patterns. Large ledgers are
 * measured on request: the inventory has INVENTORY_DEVICES devices, the connector reads CONNECTOR_DEVICES, reports are made of REPORT_AGREEMENTS agreements, a refresh asks about
 * REFRESH_PAIRS pairs, RUNS=full reconciles all devices of whose reconciliation anything is promised, and CONSOLE_LEDGER is a folder that
 * keeps the ledger of the console for the next time.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureAccessPatterns } from './access-patterns.ts'
import { measureBundles } from './bundles.ts'
import { measureConnector } from './connector.ts'
import { measureConsole } from './console.ts'
import { measureCoverage } from './coverage.ts'
import { writeDocument } from './document.ts'
import { measureDrops } from './drops.ts'
import { measureFamilies } from './families.ts'
import { measureGrowth } from './growth.ts'
import { measureHeap } from './heap.ts'
import { measureImport } from './import.ts'
import { measureInventoryFile } from './inventory.ts'
import { normalizationRows } from './normalization.ts'
import { measureOverhead } from './overhead.ts'
import { measureRecognition } from './recognition.ts'
import { measureRefresh } from './refresh.ts'
import { isMissed, type Row, type Section, textTable } from './report.ts'
import { measureReports } from './reports.ts'
import { measureRuns } from './runs.ts'
import { isSmall } from './size.ts'
import { openStage, type Stage } from './stage.ts'

const folder = fileURLToPath(new URL('../.bench', import.meta.url))

/** Measures some sections, each of which is told when it is there. */
type Part = (stage: Stage, add: (title: string, rows: Row[]) => void) => Promise<void>

/** By the names that `--only` takes. */
const parts: Record<string, Part> = {
  bundles: async (_stage, add) => add('Bundles', measureBundles(`${folder}/bundles`)),
  overhead: async (_stage, add) => add('Overhead of a request', await measureOverhead()),
  import: async (stage, add) => {
    const { rows, milliseconds } = await measureImport(stage)
    add('Import of 5,000 agreements', rows)
    add('Import in little memory', await measureHeap(stage, `${folder}/bundles`))
    add('Growth of an import', await measureGrowth(stage, milliseconds))
  },
  drops: async (_stage, add) => add('Files dropped at once', await measureDrops()),
  refresh: async (stage, add) => add('Refresh of everything', await measureRefresh(stage)),
  normalization: async (_stage, add) => add('Normalization of names', normalizationRows()),
  recognition: async (_stage, add) => measureRecognition(add),
  coverage: async (_stage, add) => add('Coverage of large families', await measureCoverage(`${folder}/bundles`)),
  families: async (_stage, add) => add('Reconciliations with coverage', await measureFamilies(`${folder}/bundles`)),
  inventory: async (stage, add) => add('Inventory of many devices', await measureInventoryFile(stage)),
  connector: async (stage, add) => add('Runs of the connector', await measureConnector(stage, `${folder}/bundles`)),
  runs: async (stage, add) => add('Reconciliations', await measureRuns(stage, `${folder}/bundles`)),
  reports: async (stage, add) => add('License reports', await measureReports(stage, `${folder}/bundles`)),
  console: async (_stage, add) => add('Console over a large ledger', await measureConsole()),
  patterns: async (stage, add) => {
    const costs = [...(await measureAccessPatterns(stage))]
    add(
      'Access patterns',
      costs.map(([pattern, figures]) => ({ pattern, ...figures })),
    )
  },
}

const measure = async (stage: Stage, chosen: readonly Part[]): Promise<Section[]> => {
  const sections: Section[] = []
  for (const part of chosen)
    await part(stage, (title, rows) => {
      const section = { title, rows }
      sections.push(section)
      console.log(textTable(section))
    })
  return sections
}

const { values: options } = parseArgs({ options: { document: { type: 'boolean' }, only: { type: 'string' } } })
const { only } = options
// What access patterns cost is tested: test/engine/costs.test.ts.
const isLeftOut = (name: string): boolean => isSmall && name === 'patterns'
const chosen = Object.entries(parts).filter(([name]) => (only === undefined ? !isLeftOut(name) : name === only))
if (chosen.length === 0) throw new Error(`--only takes one of: ${Object.keys(parts).join(', ')}.`)

const stage = await openStage()
try {
  if (options.document) {
    const unknown = writeDocument(await measureAccessPatterns(stage))
    if (unknown.length > 0) console.log(`docs/access-patterns.md has no row for: ${unknown.join('; ')}`)
  } else {
    const sections = await measure(
      stage,
      chosen.map(([, part]) => part),
    )
    const machine = { node: process.version, engine: stage.engine, cpu: cpus()[0]?.model, cpus: cpus().length }
    const results = Object.fromEntries(sections.map(({ title, rows }) => [title, rows]))
    mkdirSync(folder, { recursive: true })
    const file = only === undefined ? 'results.json' : `results-${only}.json`
    writeFileSync(`${folder}/${file}`, `${JSON.stringify({ at: new Date(), machine, ...results }, null, 2)}\n`)
    if (!isSmall && sections.some(({ rows }) => rows.some(isMissed))) process.exitCode = 1
  }
} finally {
  await stage.close()
}
