import type { ImportDesk } from './end-import.ts'
import type { StoredImport } from './import-run.ts'

/** An import's own copy of its file: what an earlier invocation began with. */
export const readOwnFile = async ({ bucket }: ImportDesk, run: StoredImport): Promise<Uint8Array> => {
  const copy = await bucket.readCopy(run)
  if (!copy) throw new Error(`The copy of the file of import ${run.id} is gone.`)
  return copy.bytes
}
