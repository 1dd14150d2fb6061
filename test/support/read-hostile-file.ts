import { parentPort, workerData } from 'node:worker_threads'
import * as z from 'zod'
import { readCatalogFile } from '../../lib/agreements/catalog/read-catalog-file.ts'
import { readAgreementFile } from '../../lib/agreements/files/agreement-file.ts'
import { readPairFile } from '../../lib/agreements/files/pair-file.ts'
import { readStatement } from '../../lib/entitlements/statements/read-statement.ts'
import { sourceOfBytes } from '../../lib/foundation/files/byte-source.ts'
import { WrongFile } from '../../lib/foundation/files/sheet.ts'
import { readFactsFile } from '../../lib/inventory/facts/read-facts-file.ts'
import { readInventory } from '../../lib/inventory/files/read-inventory.ts'
import { readLineFile } from '../../lib/recognition/lines/read-line-file.ts'

/** Reads a file in a thread of its own, whose heap the test limits. Answers with the first error. */
const readers = {
  agreements: (bytes: Uint8Array) => readPairFile(bytes, { pairLength: 'combined-16', program: undefined }),
  'other-agreements': readAgreementFile,
  catalog: readCatalogFile,
  recognition: readLineFile,
  'device-facts': readFactsFile,
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
