import { parentPort, workerData } from 'node:worker_threads'
import * as z from 'zod'
import { readHeadings as catalogHeadings } from '../../lib/agreements/catalog/catalog-columns.ts'
import { maximumRows, readCatalogFile } from '../../lib/agreements/catalog/read-catalog-file.ts'
import { agreementRows, readAgreementFile } from '../../lib/agreements/files/agreement-file.ts'
import { readPairFile } from '../../lib/agreements/files/pair-file.ts'
import { readStatement } from '../../lib/entitlements/statements/read-statement.ts'
import { sourceOfBytes } from '../../lib/foundation/files/byte-source.ts'
import { WrongFile } from '../../lib/foundation/files/sheet.ts'
import { readHeadings as factsHeadings } from '../../lib/inventory/facts/facts-columns.ts'
import { readFactsFile } from '../../lib/inventory/facts/read-facts-file.ts'
import { readInventory } from '../../lib/inventory/files/read-inventory.ts'
import { readHeadings as lineHeadings } from '../../lib/recognition/lines/line-columns.ts'
import { readLineFile } from '../../lib/recognition/lines/read-line-file.ts'
import { rowsOfFile } from '../../lib/work/imports/rows-of-file.ts'

/** Reads a file in a thread of its own, whose heap the test limits. Answers with the first error. */
const readers = {
  agreements: (bytes: Uint8Array) => readPairFile(bytes, { pairLength: 'combined-16', program: undefined }),
  'other-agreements': async (bytes: Uint8Array) =>
    readAgreementFile(await rowsOfFile(bytes, 'file.csv', agreementRows)),
  catalog: async (bytes: Uint8Array) =>
    readCatalogFile(await rowsOfFile(bytes, 'file.csv', { headings: catalogHeadings, maximumRows })),
  recognition: async (bytes: Uint8Array) =>
    readLineFile(await rowsOfFile(bytes, 'file.csv', { headings: lineHeadings, maximumRows })),
  'device-facts': async (bytes: Uint8Array) =>
    readFactsFile(await rowsOfFile(bytes, 'file.csv', { headings: factsHeadings, maximumRows })),
  entitlements: (bytes: Uint8Array) => readStatement(bytes, 'csv'),
  inventory: async (bytes: Uint8Array) => {
    const { batches } = await readInventory(sourceOfBytes(bytes), 'file.csv')
    for await (const { faults } of batches) if (faults.length > 0) return { errors: faults }
    return { errors: [] }
  },
}

const Task = z.object({
  kind: z.enum([
    'agreements',
    'other-agreements',
    'catalog',
    'recognition',
    'device-facts',
    'entitlements',
    'inventory',
  ]),
  bytes: z.instanceof(Uint8Array),
})

const { kind, bytes } = Task.parse(workerData)
try {
  const { errors } = await readers[kind](bytes)
  parentPort?.postMessage(errors[0] ?? { code: 'none', message: 'Nothing is wrong.' })
} catch (error) {
  if (!(error instanceof WrongFile)) throw error
  parentPort?.postMessage({ code: error.code, message: error.message })
}
