import { inject } from 'vitest'
import { importerOn } from './importer-on.ts'
import type { TestLedger } from './ledger-on.ts'

export { s3Event, sqsEvent, type TestImporter } from './importer-on.ts'

/** The import worker over a test ledger and the S3 emulator of the test run. */
export const importer = (ledger: TestLedger) => importerOn(inject('s3Endpoint'), ledger)

/** A pair file, whose pairs have other numbers with another prefix. @param name of the agreement of a pair */
export const pairsFile = (count: number, name: (index: number) => string, prefix = 'A'): string =>
  Array.from({ length: count }, (_, index) => `${prefix}${index},L${index},${name(index)}`).join('\n')
