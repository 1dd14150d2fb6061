import { spawnSync } from 'node:child_process'
import { chromium } from 'playwright-core'

/** Debian's Chromium calls nobody then. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

/** @returns its path; undefined where there is none */
export const findChromium = (): string | undefined =>
  process.env.CHROMIUM_PATH ?? (spawnSync('which', ['chromium'], { encoding: 'utf8' }).stdout.trim() || undefined)

/** @throws Error when there is no Chromium */
export const startBrowser = (more: readonly string[] = []) => {
  const executablePath = findChromium()
  if (executablePath === undefined)
    throw new Error('There is no chromium on the PATH. Install it, or set CHROMIUM_PATH to another one.')
  return chromium.launch({ executablePath, args: [...args, ...more] })
}
