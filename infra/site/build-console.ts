import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { copies } from '../../lib/foundation/http/console-files.ts'
import { holdLock } from '../lock.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))
/** In the folder of a build: when the sources of the last whole one had last changed. */
const mark = '.built'
/** Milliseconds to wait for somebody else's build. */
const patience = 120_000

const compressed = /\.(html|css|js|json|svg|wasm)$/
const compress: Record<(typeof copies)[number]['coding'], (bytes: Buffer) => Buffer> = {
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
}

const entriesIn = (folder: string) => readdirSync(folder, { recursive: true, withFileTypes: true })

/** Puts a compressed copy of each coding beside each file that gets smaller by it. */
export const compressFiles = (folder: string): void => {
  const files = entriesIn(folder).map(({ parentPath, name }) => join(parentPath, name))
  const served = files.filter((file) => compressed.test(file) && !relative(folder, file).startsWith('.'))
  for (const file of served) {
    const bytes = readFileSync(file)
    for (const { coding, suffix } of copies) {
      const copy = compress[coding](bytes)
      if (copy.length < bytes.length) writeFileSync(file + suffix, copy)
    }
  }
}

const changedAt = (file: string): number => statSync(file).mtimeMs

/** When the sources, or what they are built with, last changed. That a file is gone shows in its folder. */
const newestSource = (sources: string, built: string): number =>
  Math.max(
    ...entriesIn(sources)
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => !path.startsWith(built))
      .map(changedAt),
    changedAt(join(project, 'package-lock.json')),
  )

/** @param changed when the sources last changed: what is changed during the build may not be in it */
const build = (sources: string, built: string, changed: string): void => {
  const begun = Date.now()
  process.stderr.write('Building the console ... ')
  const vite = join(createRequire(import.meta.url).resolve('vite/package.json'), '../bin/vite.js')
  // Made for anything but production, React is twice as large.
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(process.execPath, [vite, 'build', sources, '--logLevel', 'error'], { env, stdio: 'pipe' })
  compressFiles(built)
  writeFileSync(join(built, mark), changed)
  process.stderr.write(`done in ${((Date.now() - begun) / 1_000).toFixed(1)} s.\n`)
}

/**
 * Puts the console into a folder. It is built first unless that was done since its sources last changed.
 * @param sources folder with the settings of Vite
 */
export const buildConsole = (folder: string, sources = join(project, 'console')): void => {
  const built = join(sources, 'dist')
  const cache = join(project, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const release = holdLock(join(cache, 'console.lock'), patience)
  if (!release) throw new Error('Somebody else has been building the console for two minutes.')
  try {
    const changed = String(newestSource(sources, built))
    if (!existsSync(join(built, mark)) || readFileSync(join(built, mark), 'utf8') !== changed)
      build(sources, built, changed)
    rmSync(folder, { recursive: true, force: true })
    cpSync(built, folder, { recursive: true, filter: (from) => from === built || !basename(from).startsWith('.') })
  } finally {
    release()
  }
}
