import { existsSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inWorkFolder } from '../../../../lib/foundation/files/work-folder.ts'

beforeEach(() => {
  const own = mkdtempSync(join(tmpdir(), 'work-folder-'))
  vi.stubEnv('TMPDIR', own)
})
afterEach(() => vi.unstubAllEnvs())

describe.each(['import', 'report'] as const)('a folder for the work of a worker: %s', (kind) => {
  const left = (name: string, minutesAgo: number) => {
    const folder = join(tmpdir(), name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'rows'), 'KEY-1')
    const then = new Date(Date.now() - minutesAgo * 60_000)
    utimesSync(folder, then, then)
    return folder
  }

  it('goes when the work is done, and when it fails', async () => {
    const folder = await inWorkFolder(kind, async (path) => {
      writeFileSync(join(path, 'rows'), 'KEY-1')
      return path
    })
    expect(existsSync(folder)).toBe(false)
    let failed = ''
    const failing = inWorkFolder(kind, (path) => {
      failed = path
      return Promise.reject(new Error('S3 is away.'))
    })
    await expect(failing).rejects.toThrow('S3 is away.')
    expect([failed === '', existsSync(failed)]).toEqual([false, false])
  })

  it('is removed by the next worker when its own was killed, but not one that may be at work, or of others', async () => {
    const killed = left(`license-ledger-${kind}-killed`, 61)
    const working = left(`license-ledger-${kind}-working`, 59)
    const foreign = left(`${kind}-foreign`, 600)
    await inWorkFolder(kind, () => Promise.resolve())
    expect([killed, working, foreign].map((folder) => existsSync(folder))).toEqual([false, true, true])
  })
})
