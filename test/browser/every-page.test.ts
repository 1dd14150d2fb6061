import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { findings, openConsole, type Person, sharedLedger, useBrowser } from '../support/console.ts'
import { root } from '../support/local-stack.ts'

useBrowser()
const { call } = sharedLedger()

const firstId = async (path: string): Promise<string> => (await call('GET', path)).body.items[0].id

/** Every page, by its address below the console. */
const addresses: Record<string, () => Promise<string>> = {
  Overview: async () => '',
  Positions: async () => 'positions',
  'titles in Positions': async () => 'positions?view=titles',
  'a family': async () => `families/${await firstId('/families?sort=-shortfall&limit=1')}`,
  'a title': async () => `titles/${await firstId('/software?sort=-installedCount&limit=1')}`,
  Entitlements: async () => 'entitlements',
  Decisions: async () => 'decisions',
  Agreements: async () => 'agreements',
  'an agreement': async () => `agreements/${await firstId('/agreements?type=volume&limit=1')}`,
  Imports: async () => 'imports',
  'an import': async () => `imports/${await firstId('/imports?limit=1')}`,
  Devices: async () => 'devices',
  'a device': async () => `devices/${await firstId('/devices?limit=1')}`,
  Reports: async () => 'reports',
  Alerts: async () => 'alerts',
  Trail: async () => 'trail',
  Settings: async () => 'trail?tab=settings',
  'no page': async () => 'nowhere',
}

/** Nothing more is asked for, and what came is drawn. */
const settle = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle')
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
}

/** What moved other things after the page was there: the sum of layout shifts. */
const shifts = (page: Page): Promise<number> =>
  page.evaluate<number>(`
    new Promise((tell) => {
      let sum = 0
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value
      }).observe({ type: 'layout-shift', buffered: true })
      requestAnimationFrame(() => requestAnimationFrame(() => tell(sum)))
    })
  `)

const modes = [
  { name: 'light', media: { colorScheme: 'light' }, off: [] },
  { name: 'dark', media: { colorScheme: 'dark' }, off: [] },
  // A program cannot tell which colours a reader has forced.
  { name: 'forced colours', media: { colorScheme: 'dark', forcedColors: 'active' }, off: ['color-contrast'] },
] as const

describe.each<Person>(['Manager', 'Reader'])('For a %s', (person) => {
  it.each(Object.entries(addresses))(
    '%s has no finding of axe, moves nothing, and fits a telephone',
    async (_, address) => {
      const { page } = await openConsole(await address(), person)
      await settle(page)
      expect(await shifts(page)).toBeLessThan(0.05)
      for (const { name, media, off } of modes) {
        await page.emulateMedia(media)
        expect(await findings(page, off), name).toEqual([])
      }
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
      await page.setViewportSize({ width: 360, height: 740 })
      await settle(page)
      expect(await findings(page), 'on a telephone').toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
      expect(await page.evaluate(`document.getElementById('content').scrollWidth`)).toBeLessThanOrEqual(360)
    },
  )
})

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

it('Before the overview shows its numbers, at most 250 KiB are loaded', () => {
  const dist = `${root}/console/dist`
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, 'utf8'))
  const files = new Set<string>()
  const add = (name: string): void => {
    const { file, imports = [], css = [] } = manifest[name] ?? { file: '' }
    if (files.has(file)) return
    for (const one of [file, ...css]) files.add(one)
    imports.forEach(add)
  }
  add('index.html')
  add('src/pages/overview/overview-page.tsx')
  expect(files.size).toBeGreaterThan(2)
  const bytes = [...files, 'index.html'].reduce(
    (sum, file) => sum + gzipSync(readFileSync(`${dist}/${file}`)).length,
    0,
  )
  expect(bytes).toBeLessThan(250 * 1024)
})
