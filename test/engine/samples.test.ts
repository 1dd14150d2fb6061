import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { fileKinds, type Kind } from '../../console/src/pages/imports/kinds.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

/** In the order in which somebody imports them: other agreements name titles of the inventory and the catalog. */
const order: Kind[] = [
  'inventory',
  'catalog',
  'agreements',
  'other-agreements',
  'entitlements',
  'device-facts',
  'recognition',
]
const samples = order.flatMap((kind) => fileKinds[kind].samples.map((name) => ({ kind, name })))
const contentOf = (name: string): string =>
  readFileSync(`${import.meta.dirname}/../../console/src/ledger/samples/${name}`, 'utf8')

let ledger: TestLedger
let imports: TestImporter
beforeAll(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})

describe('The samples of the console', () => {
  it('are of every kind', () => {
    expect(Object.keys(fileKinds).sort()).toEqual(order.toSorted())
    expect(Object.values(fileKinds).every(({ samples }) => samples.length > 0)).toBe(true)
  })

  it.each(samples)('$name is recognized as $kind, and imported without an error', async ({ kind, name }) => {
    const content = contentOf(name)
    const body = { fileName: `sample-${name}`, head: Buffer.from(content).toString('base64'), size: content.length }
    const recognized = (await ledger.call('POST /imports/recognize', { body })).body
    expect(recognized).toMatchObject({ kind, confidence: 'high', missing: [] })
    const run = await imports.drop(`imports/${kind}/${name}`, content)
    expect(run).toMatchObject({ status: 'completed', errors: [], counts: { rejected: 0 } })
    expect(run.counts.created).toBeGreaterThan(0)
  })
})
