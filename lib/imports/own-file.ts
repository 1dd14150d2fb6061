import type { ImportDesk } from './end-import.ts'
import type { StoredImport } from './import-run.ts'
import { type PairFile, readPairFile } from './pair-file.ts'

/** What an import's own copy of its file says: what an earlier invocation began with. */
export const readOwnFile = async ({ ledger, bucket }: ImportDesk, run: StoredImport): Promise<PairFile> => {
  const copy = await bucket.readCopy(run.id)
  if (!copy) throw new Error(`The copy of the file of import ${run.id} is gone.`)
  return readPairFile(copy.bytes, { program: run.program, pairLength: ledger.pairLength })
}
