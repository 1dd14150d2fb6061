import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bundleFunction, bundleModule } from '../../infra/bundle.ts'
import { knowledgeDigest } from '../../lib/recognition/names/knowledge.ts'

const names = readdirSync(new URL('../../functions/', import.meta.url))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('routes.ts'))
  .map((file) => file.replace('.ts', ''))

const outdir = mkdtempSync(join(tmpdir(), 'ledger-bundles-'))
afterAll(() => rmSync(outdir, { recursive: true }))
const bundles = Object.fromEntries(names.map((name) => [name, bundleFunction(name, `${outdir}/first`)]))

const digest = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return `${path.slice(folder.length)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
    })
    .sort()

const kibibyte = 1024
/**
 * Workers that carry the S3 client, a reader or writer of workbooks, HTTP with tokens, or a mail client; the preview, which
 * concludes the whole ledger and carries the solver.
 */
const large = ['import-worker', 'preview', 'work-worker']

/** What modules read beside themselves. */
const layouts = ['agreement-columns.tsv', 'inventory-columns.tsv', 'statement-columns.tsv']
const dataFiles = [
  ...layouts,
  'families.tsv',
  'free-plans.tsv',
  'highs.wasm',
  'license-words.tsv',
  'operating-systems.tsv',
  'patterns.tsv',
  'publishers.tsv',
  'rentals.tsv',
  'render-html.css',
  'rules.tsv',
  'words.tsv',
].sort()
/** Folders of data, of which a module reads all files. */
const filesOf = (name: string) => readdirSync(new URL(`../../lib/recognition/data/${name}/`, import.meta.url)).sort()
const dataFolders = { titles: filesOf('titles'), rights: filesOf('rights'), plans: filesOf('plans') }

describe('A bundle', () => {
  it.each(names)('of %s is one small module, beside it the data that it reads', (name) => {
    const { folder, bytes } = bundles[name] ?? {}
    const all = readdirSync(String(folder)).filter((file) => file !== 'site' && file !== 'console')
    const files = all.filter((file) => !Object.hasOwn(dataFolders, file))
    expect(files.filter((file) => !dataFiles.includes(file))).toEqual(['index.cjs'])
    const code = readFileSync(`${folder}/index.cjs`, 'utf8')
    expect(dataFiles.filter((file) => code.includes(`"${file}"`) || code.includes(`\`${file}\``))).toEqual(
      files.filter((file) => dataFiles.includes(file)).sort(),
    )
    for (const [own, lists] of Object.entries(dataFolders))
      expect(all.includes(own) ? readdirSync(`${folder}/${own}`).sort() : []).toEqual(
        new RegExp(`\`${own}/\\$\\{\\w+\\}\\.tsv\``).test(code) ? lists : [],
      )
    expect(bytes).toBe(readFileSync(`${folder}/index.cjs`).length)
    expect(bytes).toBeLessThan((large.includes(name) ? 2_048 : 800) * kibibyte)
  })

  it('that recognizes software has what the project knows of it, without comments and sources', () => {
    const { folder } = bundles['work-worker'] ?? {}
    const lists = readdirSync(String(folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.tsv'),
    )
    expect(lists).toEqual(expect.arrayContaining([...dataFolders.titles.map((file) => `titles/${file}`), 'words.tsv']))
    for (const list of lists) {
      const lines = readFileSync(`${folder}/${list}`, 'utf8').split('\n')
      // Layouts of files have no headings of their own.
      if (!list.endsWith('-columns.tsv')) expect(lines[0]).toMatch(/^(?:id|kind)\t/)
      expect(lines[0]).not.toMatch(/\t(?:source|why)(?:\t|$)/)
      expect(lines.filter((line) => line.startsWith('#'))).toEqual([])
    }
    const titles = readFileSync(`${folder}/titles/microsoft.tsv`, 'utf8')
    expect(titles).toMatch(/\tMicrosoft\tOffice Professional Plus\tlicensed\tOffice\tProfessional Plus\t/)
  })

  it('of what solves programs has the solver beside it', () => {
    const folder = `${outdir}/cover`
    bundleModule('lib/positions/cover/cover.ts', folder)
    expect(readdirSync(folder).sort()).toEqual(['highs.wasm', 'index.cjs'])
    const script = `
      const { cover } = require(process.argv[1])
      const costs = (...needs) => new Map(needs.map((need) => [need, 0]))
      const entitlements = [costs(0, 1), costs(1, 2), costs(0, 2)].map((some) => ({ quantity: 1, isWhole: false, costs: some }))
      const problem = { combinations: [{ machines: 2, units: 1, needs: [0, 1, 2] }], entitlements }
      cover(problem).then(({ used }) => process.stdout.write(JSON.stringify(used)))`
    const output = execFileSync(process.execPath, ['-e', script, `${folder}/index.cjs`], { encoding: 'utf8' })
    expect(JSON.parse(output)).toEqual([1, 1, 1])
  })

  it('knows by what data names are recognized, also where it does not carry them', () => {
    expect(knowledgeDigest).toMatch(/^[\w-]{10}$/)
    for (const name of ['sweep', 'changes', 'software', 'work-worker'])
      expect(readFileSync(`${bundles[name]?.folder}/index.cjs`, 'utf8')).toContain(`"${knowledgeDigest}`)
  })

  it('is the same whenever and wherever it is made', () => {
    for (const name of ['about', 'sweep'])
      expect(digest(bundleFunction(name, `${outdir}/second`).folder)).toEqual(digest(String(bundles[name]?.folder)))
  })

  it('loads by itself, outside of the project, and exports the handler', () => {
    const url = 'https://sqs.eu-central-1.amazonaws.com/123456789012/queue'
    const script = `for (const name of process.argv.slice(1)) {
      const { handler } = await import(name)
      console.log(typeof handler)
    }`
    const output = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', script, ...names.map((name) => `${bundles[name]?.folder}/index.cjs`)],
      {
        cwd: outdir,
        encoding: 'utf8',
        env: {
          AWS_REGION: 'eu-central-1',
          TABLE_NAME: 'table',
          BUCKET_NAME: 'bucket',
          IMPORT_QUEUE_URL: url,
          WORK_QUEUE_URL: url,
          EVENT_BUS_NAME: 'bus',
          API_URL: 'https://api.example',
          DEAD_LETTERS: '{}',
          MAX_RECEIVE_COUNT: '5',
          SITE_DIR: `${bundles.about?.folder}/site`,
          CONSOLE_DIR: `${bundles.about?.folder}/console`,
          ISSUER: 'https://issuer.example',
          BUCKET_ORIGIN: 'https://bucket.example',
        },
      },
    )
    expect(output.trim().split('\n')).toEqual(names.map(() => 'function'))
  })

  it('of about has the console beside it, with compressed copies, and nothing else of its build', () => {
    const files = readdirSync(`${bundles.about?.folder}/console`, { recursive: true, encoding: 'utf8' })
    expect(files).toEqual(expect.arrayContaining(['index.html', 'index.html.br', 'index.html.gz']))
    const scripts = files.filter((file) => file.endsWith('.js'))
    expect(scripts).not.toEqual([])
    for (const script of scripts) expect(script).toMatch(/^assets\/[\w-]+-[\w-]{8}\.js$/)
    expect(files.filter((file) => file.startsWith('.'))).toEqual([])
  })

  it('of about has the documentation site beside it', () => {
    expect(readdirSync(`${bundles.about?.folder}/site`).sort()).toEqual([
      'index.html',
      'openapi.json',
      'swagger-ui-bundle.js.gz',
      'swagger-ui.css.gz',
      'viewer.js',
    ])
  })
})
