/**
 * `npm run bench`: what an import, a bundle, a request and an access pattern cost. Times are compared with times of the
 * same run only; counts are the same in every run. `--document` writes what the access patterns cost into
 * docs/access-patterns.md, and does nothing else.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { measureAccessPatterns } from './access-patterns.ts'
import { measureBundles } from './bundles.ts'
import { writeDocument } from './document.ts'
import { measureDrops } from './drops.ts'
import { measureGrowth } from './growth.ts'
import { measureHeap } from './heap.ts'
import { measureImport } from './import.ts'
import { measureOverhead } from './overhead.ts'
import { measureRefresh } from './refresh.ts'
import { isMissed, type Section, textTable } from './report.ts'
import { openStage, type Stage } from './stage.ts'

const folder = fileURLToPath(new URL('../.bench', import.meta.url))

const measureAll = async (stage: Stage): Promise<Section[]> => {
  const sections: Section[] = []
  const add = (title: string, rows: Section['rows']) => {
    const section = { title, rows }
    sections.push(section)
    console.log(textTable(section))
  }
  add('Bundles', measureBundles(`${folder}/bundles`))
  add('Overhead of a request', await measureOverhead())
  const { rows, milliseconds } = await measureImport(stage)
  add('Import of 5,000 agreements', rows)
  add('Import in little memory', await measureHeap(stage, `${folder}/bundles`))
  add('Growth of an import', await measureGrowth(stage, milliseconds))
  add('Files dropped at once', await measureDrops())
  add('Refresh of everything', await measureRefresh(stage))
  const costs = await measureAccessPatterns(stage)
  add(
    'Access patterns',
    [...costs].map(([pattern, figures]) => ({ pattern, ...figures })),
  )
  return sections
}

const stage = await openStage()
try {
  if (process.argv.includes('--document')) {
    const unknown = writeDocument(await measureAccessPatterns(stage))
    if (unknown.length > 0) console.log(`docs/access-patterns.md has no row for: ${unknown.join('; ')}`)
  } else {
    const sections = await measureAll(stage)
    const machine = { node: process.version, engine: stage.engine, cpu: cpus()[0]?.model, cpus: cpus().length }
    const results = Object.fromEntries(sections.map(({ title, rows }) => [title, rows]))
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/results.json`, `${JSON.stringify({ at: new Date(), machine, ...results }, null, 2)}\n`)
    if (sections.some(({ rows }) => rows.some(isMissed))) process.exitCode = 1
  }
} finally {
  await stage.close()
}
