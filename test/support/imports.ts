import { inject } from 'vitest'
import { importerOn } from './importer-on.ts'
import type { TestLedger } from './ledger-on.ts'

export { s3Event, sqsEvent, type TestImporter } from './importer-on.ts'

/** The import worker over a test ledger and the S3 emulator of the test run. */
export const importer = (ledger: TestLedger) => importerOn(inject('s3Endpoint'), ledger)
