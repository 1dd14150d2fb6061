import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeScratchFolder } from '../../../infra/local/graph/scratch-folder.ts'

test('A scratch folder is left by nobody: that of a killed process goes when the next one makes its own', () => {
  const within = mkdtempSync(join(tmpdir(), 'scratch-'))
  onTestFinished(() => rmSync(within, { recursive: true }))
  const leave = (name: string): string => {
    mkdirSync(join(within, name))
    writeFileSync(join(within, name, '0.zip'), 'devices')
    return join(within, name)
  }
  const { pid: ended } = spawnSync(process.execPath, ['--version'])
  const ofEnded = leave(`license-ledger-graph-${ended}-abc`)
  const others = [`license-ledger-graph-${process.pid}-abc`, `license-ledger-import-${ended}-abc`, `other-${ended}-abc`]
  const kept = others.map(leave)
  const made = makeScratchFolder('graph', within)
  expect(basename(made)).toMatch(new RegExp(`^license-ledger-graph-${process.pid}-`))
  expect(existsSync(ofEnded)).toBe(false)
  for (const folder of [made, ...kept]) expect(existsSync(folder)).toBe(true)
})
