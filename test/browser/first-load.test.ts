import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { root } from '../support/local-stack.ts'

const dist = `${root}/console/dist`
const read = (file: string) => readFileSync(`${dist}/${file}`)

interface Chunk {
  file: string
  imports?: string[]
}

it('Before the overview shows its numbers, at most 250 KiB are loaded, in a handful of files', () => {
  const manifest: Record<string, Chunk> = JSON.parse(read('.vite/manifest.json').toString('utf8'))
  const page = read('index.html').toString('utf8')
  const files = new Set([
    'index.html',
    ...[...page.matchAll(/"\/console\/(assets\/[^"]+)"/g)].map(([, file = '']) => file),
  ])
  const add = (name: string): void => {
    const { file, imports = [] } = manifest[name] ?? { file: name }
    if (files.has(file)) return
    files.add(file)
    imports.forEach(add)
  }
  add('src/pages/overview/overview-page.tsx')
  expect(files.size).toBeGreaterThan(4)
  expect(files.size).toBeLessThan(12)
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(read(file)).length, 0)
  expect(bytes).toBeLessThan(250 * 1024)
})
