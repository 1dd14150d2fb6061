import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildConsole } from '../../../infra/site/build-console.ts'

const root = mkdtempSync(`${tmpdir()}/license-ledger-build-`)
const sources = `${root}/console`
const target = `${root}/served`
beforeAll(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  mkdirSync(`${sources}/src`, { recursive: true })
  writeFileSync(`${sources}/vite.config.mjs`, "export default { base: '/console/', build: { manifest: true } }")
  writeFileSync(
    `${sources}/index.html`,
    '<!doctype html><title>Fixture</title><script type="module" src="/src/a.js"></script>',
  )
  write('first')
  writeFileSync(`${sources}/src/unused.js`, '')
})
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(root, { recursive: true })
})

const write = (word: string) => writeFileSync(`${sources}/src/a.js`, `document.title = '${word.repeat(40)}'`)
const script = () => {
  const [name = ''] = readdirSync(`${target}/assets`).filter((file) => file.endsWith('.js'))
  return readFileSync(`${target}/assets/${name}`, 'utf8')
}
/** @returns whether that built it */
const builds = (): boolean => {
  vi.mocked(process.stderr.write).mockClear()
  buildConsole(target, sources)
  return vi.mocked(process.stderr.write).mock.calls.length > 0
}

describe('The console', () => {
  it('is built when it was not yet, and put where it is served with compressed copies, but for what is not served', () => {
    expect(builds()).toBe(true)
    expect(script()).toContain('firstfirst')
    const files = readdirSync(target, { recursive: true, encoding: 'utf8' })
    expect(files).toContain('index.html')
    expect(files.filter((file) => file.endsWith('.js.br') || file.endsWith('.js.gz'))).toHaveLength(2)
    expect(files.filter((file) => file.startsWith('.'))).toEqual([])
  })

  it('is only copied while its sources stay as they were', () => {
    writeFileSync(`${target}/left.txt`, 'of another version')
    expect(builds()).toBe(false)
    expect(readdirSync(target)).not.toContain('left.txt')
  })

  it('is built again when a source was changed or deleted', () => {
    write('second')
    expect(builds()).toBe(true)
    expect(script()).toContain('secondsecond')
    expect(builds()).toBe(false)
    rmSync(`${sources}/src/unused.js`)
    expect(builds()).toBe(true)
  })

  it('is built again after a build that failed, and what is served stays', () => {
    writeFileSync(`${sources}/src/a.js`, 'this is no script')
    expect(() => builds()).toThrow('a.js')
    expect(script()).toContain('secondsecond')
    write('third')
    expect(builds()).toBe(true)
    expect(script()).toContain('thirdthird')
  })
})
