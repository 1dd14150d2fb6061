import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A new folder of this process for files that nobody needs after it. Those of processes that were killed are removed. */
export const makeScratchFolder = (kind: string, within = tmpdir()): string => {
  const prefix = `license-ledger-${kind}-`
  for (const name of readdirSync(within)) {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)-/.exec(name.slice(prefix.length)) ?? []) : []
    if (pid === undefined || isAlive(Number(pid))) continue
    try {
      rmSync(join(within, name), { recursive: true, force: true })
    } catch {
      // It is somebody else's.
    }
  }
  return mkdtempSync(join(within, `${prefix}${process.pid}-`))
}
