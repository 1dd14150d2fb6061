import { spawnSync } from 'node:child_process'
import { chromium } from 'playwright-core'

/** Debian's Chromium calls nobody then. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

const findChromium = (): string => {
  const path = process.env.CHROMIUM_PATH ?? spawnSync('which', ['chromium'], { encoding: 'utf8' }).stdout.trim()
  if (path === '') throw new Error('There is no chromium on the PATH. Install it, or set CHROMIUM_PATH to another one.')
  return path
}

export const startBrowser = () => chromium.launch({ executablePath: findChromium(), args })
