import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Milliseconds that no worker has for one piece of work. */
const old = 3_600_000

/** Workers that are killed leave their folders, which hold inventories and details of agreements. */
const removeOld = async (prefix: string): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const folder = join(tmpdir(), name)
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > old) await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Works in a new folder on this machine, which is removed then, as are those of workers of this kind that were killed
 * an hour ago or earlier.
 */
export const inWorkFolder = async <T>(
  kind: 'import' | 'report' | 'upload',
  work: (folder: string) => Promise<T>,
): Promise<T> => {
  const prefix = `license-ledger-${kind}-`
  await removeOld(prefix)
  const folder = await mkdtemp(join(tmpdir(), prefix))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
